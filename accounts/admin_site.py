"""The admin as the organisers' workplace: who may come in, and what an organiser may do there."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from allauth.account.decorators import secure_admin_login
from allauth.account.views import logout as log_out
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import NestedObjects
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS, IntegrityError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst

from accounts.policies import has_proven_second_factor
from common.admin_forms import ModelForm, PlainModelForm
from common.policy import Refused


class PortalAdminSite(admin.AdminSite):
    """Django's admin behind the portal's door: for organisers who proved a second factor in this log-in."""

    site_header = settings.PORTAL_NAME
    site_title = settings.PORTAL_NAME
    index_title = "Run assemblies"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person runs assemblies and has proven a second factor since they logged in."""
        return bool(getattr(request.user, "is_organiser", False)) and has_proven_second_factor(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """List the rows of each app, and after them the further pages of their admins."""
        apps: list[Any] = super().get_app_list(request, app_label)
        for app in apps:
            admins = [self._registry[entry["model"]] for entry in app["models"]]
            pages = [page for keeper in admins for page in getattr(keeper, "further_pages", ())]
            app["models"] += [_entry(name, address) for name, address in pages]
        return apps

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send people to the portal's own door; whoever is logged in and no organiser is told so."""
        response: HttpResponse = _through_the_door(request)
        return response

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Log out of the portal, as everywhere else."""
        return log_out(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Change the password where everybody does, with a mail that tells so."""
        return redirect("account_change_password")


def _entry(name: str, address: str) -> dict[str, Any]:
    """A line of the index that leads to a page and not to rows."""
    return {
        "name": name,
        "object_name": address.replace(":", "-"),
        "admin_url": reverse(address),
        "add_url": None,
        "view_only": True,
    }


def _not_for_you(request: HttpRequest) -> HttpResponse:
    # An organiser comes here only without a second factor, and the middleware has sent those on before.
    raise PermissionDenied


_through_the_door = secure_admin_login(_not_for_you)


if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin  # generic for the type checker only


class PlainAdmin(ModelAdmin):
    """Pages in the portal's words."""

    form: type[ModelForm] = PlainModelForm
    further_pages: ClassVar[Sequence[tuple[str, str]]] = ()
    """Pages of this admin that the index lists too: name and address."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Call the list by what it lists."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Read the list with its filters.

        :raises IncorrectLookupParameters: a filter asks for what no text in the database can hold.
        """
        if any("\x00" in value for name, value in request.GET.items() if name != SEARCH_VAR):
            raise IncorrectLookupParameters
        return super().get_changelist_instance(request)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete; what hangs on a row without being listed here keeps it, and is not told."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError:
            messages.error(request, "It was not deleted, because something in the portal still needs it.")
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """List what goes with a row; what keeps it from going is counted, as that may be hundreds of rows."""
        collector = NestedObjects(using=DEFAULT_DB_ALIAS, origin=objs)
        collector.collect(objs)
        keepers = Counter(type(row) for row in collector.protected)
        for model, rows in cast("dict[type[Model], set[Model]]", collector.model_objs).items():
            keeper = self.admin_site._registry.get(model)
            if keeper and not keeper.has_delete_permission(request):
                keepers[model] += len(rows)
        if keepers:
            return [], {}, set(), [_counted(model, count) for model, count in keepers.items()]
        return super().get_deleted_objects(objs, request)


def _counted(model: type[Model], count: int) -> str:
    name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
    return f"{count} {name}"


class OrganiserAdmin(PlainAdmin):
    """Rows that every organiser may see, add, change and delete, without rows of Django's permissions."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Organisers see the app."""
        return self._is_organiser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organisers see the rows."""
        return self._is_organiser(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organisers add rows."""
        return self._is_organiser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organisers change rows."""
        return self._is_organiser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Organisers delete rows."""
        return self._is_organiser(request)

    def listed(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what the filters of the list leave, for a file or a page of paper.

        :raises Http404: for a filter that is none.
        """
        try:
            found: QuerySet[Any] = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            raise Http404 from None
        return found

    @staticmethod
    def _is_organiser(request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_organiser", False))


class RefusableAdmin(OrganiserAdmin):
    """Saves by an action, and shows a form again with what that refused: nothing typed is lost."""

    refusal: ClassVar[type[Refused]]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form, save it, or show it again."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except self.refusal as refused:
            # All of it was rolled back. The second time round the form says why.
            vars(request)["refused"] = refused
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form what was refused, as ``refused``."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"refused": vars(request).get("refused")})
