"""Forms of the admin with a file that takes seconds to look at."""

from collections.abc import Collection
from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.admin_site import RefusableAdmin
from accounts.models import User
from library.actions.files import LookedAt, looked_at
from library.file_kinds import FileKind
from library.refusals import FileRefused


class FilePage(RefusableAdmin):
    """Looks at the file before the admin begins its transaction, so that nothing is held meanwhile."""

    file_field: ClassVar[str]
    file_kinds: ClassVar[Collection[FileKind]]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form, save it with its file, or show it again."""
        upload = request.FILES.get(self.file_field) if request.method == "POST" else None
        if upload is None or not self.has_change_permission(request):
            return super().changeform_view(request, object_id, form_url, extra_context)
        actor, at = cast(User, request.user), timezone.now()
        try:
            with looked_at(upload, kinds=self.file_kinds, actor=actor, at=at) as looked:
                vars(request)["looked_at"] = looked
                return super().changeform_view(request, object_id, form_url, extra_context)
        except FileRefused as refused:
            vars(request)["refused"] = refused
            return super().changeform_view(request, object_id, form_url, extra_context)

    def looked_at(self, request: HttpRequest) -> LookedAt | None:
        """Return the file that came with the form, if one did."""
        looked: LookedAt | None = vars(request).get("looked_at")
        return looked
