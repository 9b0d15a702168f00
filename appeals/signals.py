"""What this room tells the rooms above, after the commit.

appeal_registered(appeal)          a new appeal has its number
appeal_moved(appeal, act, event)   any later act, named as in states.Act
answer_published(answer)           a public answer may be read by everybody
answer_withdrawn(answer)           it may not any more: forget it everywhere

The sender is always the model's class.
"""

from django.dispatch import Signal

appeal_registered = Signal()
appeal_moved = Signal()
answer_published = Signal()
answer_withdrawn = Signal()
