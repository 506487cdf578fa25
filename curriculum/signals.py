"""What other apps can listen to."""

from django.dispatch import Signal

# Sent with `project_ids`, in the transaction of the change and once for each project of an import: what readers find of these
# projects, their published text or their topics, may be another.
projects_changed = Signal()
