"""The kinds of the policy group."""
