"""Who follows, blocks and mutes whom, and who may therefore see what."""
