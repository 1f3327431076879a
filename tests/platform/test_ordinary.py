import pwd

from assembly_portal.ordinary import is_ordinary, somebody_else, within_reach_of_others


def test_root_and_users_whom_the_machine_does_not_know_are_not_ordinary():
    unknown = max(person.pw_uid for person in pwd.getpwall()) + 1

    assert not is_ordinary(0)
    assert not is_ordinary(unknown)
    assert is_ordinary(somebody_else())


def test_data_behind_a_closed_door_is_kept_elsewhere(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o700)
    behind = tmp_path / "closed" / "data"

    elsewhere = within_reach_of_others(behind)

    assert elsewhere.parent.name == "tmp"
    assert within_reach_of_others(behind) == elsewhere
