"""The public side: one's own appeal, the published answers, the figures, the terms."""
