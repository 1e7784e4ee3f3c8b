"""The home feed: stored timelines, fan-out, celebrities pulled at read, and the pipeline that serves a page."""
