"""What push, pull and their mixture cost, from ten thousand accounts to two thousand million.

Formulas, with their meaning and the table they make, stand in `docs/scale.md`. Everything is an expectation over the
law of degrees; nothing is drawn.
"""
