"""Likes of posts: grouped writes, what a viewer likes, who likes a post."""
