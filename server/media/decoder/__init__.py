"""Pictures from strangers are decoded here, each in a confined child process that serves one picture and exits."""
