"""Entries can neither be changed nor removed, and a sealed text cannot be changed: the database says no."""

from django.db import migrations

REFUSE = """
create function concerns_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are written once', tg_table_name;
end
$$;
create trigger concerns_entry_is_append_only before update or delete on concerns_entry
    for each row execute function concerns_refuse_change();
create trigger concerns_sealedtext_is_never_changed
    before update of concern_id, kind, envelope, version, sealed, number, written_on on concerns_sealedtext
    for each row execute function concerns_refuse_change();
"""
ALLOW = """
drop trigger concerns_sealedtext_is_never_changed on concerns_sealedtext;
drop trigger concerns_entry_is_append_only on concerns_entry;
drop function concerns_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0001_concerns_are_sealed")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
