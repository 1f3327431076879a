"""The figures of an assembly as they are kept: records go, what they came to stays."""

from django.db import models

from events.models.assembly import Assembly


class Figures(models.Model):
    """What the records came to when they were last counted for keeping: told numbers, and nobody's."""

    assembly = models.OneToOneField(Assembly, on_delete=models.CASCADE, related_name="figures")
    told = models.JSONField(
        help_text="As the page and the files tell it: what is not told there is not kept here either."
    )
    schema = models.PositiveSmallIntegerField(help_text="By which form of the page it is read.")
    computed_at = models.DateTimeField()
    kept_by = models.CharField(max_length=60, help_text="The task or command that counted.")

    class Meta:
        verbose_name_plural = "figures"

    def __str__(self) -> str:
        return f"Figures of {self.assembly}"

    @property
    def is_final(self) -> bool:
        """Whether they were counted after the close, when nobody comes any more. Load ``assembly`` too."""
        return self.computed_at >= self.assembly.closes_at
