"""Letters that our own fonts lack: Flutter asks for a font of their script once one of them is to be shown."""
