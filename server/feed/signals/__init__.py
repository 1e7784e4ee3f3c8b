"""What ranking knows of posts and of viewers, ready in Valkey and made anew from SQL."""
