"""Comments on posts with one level of replies, their likes and pins."""
