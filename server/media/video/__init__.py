"""Videos from strangers: looked at in a confined child first, then encoded by ffmpeg in another, into an HLS ladder."""
