import pytest

from accounts.models import Grade, LearnerGroup, LocalOffice, Region

pytestmark = pytest.mark.django_db


def test_the_thirteen_local_offices_stand_in_their_regions_and_three_answers_beside_them():
    by_region = {
        region: list(LocalOffice.objects.filter(region=region).values_list("name", flat=True))
        for region in Region
    }
    others = by_region.pop(Region.NATIONAL_OR_OTHER)
    assert others == ["Defence", "National or other", "I do not know"]
    assert sum(len(names) for names in by_region.values()) == 13
    assert by_region[Region.LONDON] == ["North Central and East London", "North West London", "South London"]


def test_the_lists_stand_in_the_order_in_which_people_look_for_them():
    assert LearnerGroup.objects.count() == 12
    assert LearnerGroup.objects.first().name == "Doctors in training"
    grades = list(Grade.objects.values_list("name", flat=True))
    assert len(grades) == 32
    assert grades[:6] == ["F1", "F2", "CT1", "CT2", "CT3", "ST1"]
    assert grades[-1] == "Not applicable"


def test_not_knowing_ones_local_office_is_an_answer_and_no_office():
    everything = set(LocalOffice.objects.all())

    assert {office.name for office in everything - set(LocalOffice.objects.known())} == {"I do not know"}
    assert [office.name for office in everything if not office.is_known] == ["I do not know"]
