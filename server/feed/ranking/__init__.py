"""Ordering candidates: what is known of each as numbers, models that judge them, and the rules after the judgement."""
