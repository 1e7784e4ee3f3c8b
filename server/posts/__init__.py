"""Posts: from draft to published, their captions, and the ready-made JSON that readers get."""
