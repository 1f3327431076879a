"""Every mail stands in one frame that loads nothing and leaves words as they are."""

import re
from types import SimpleNamespace

from django.template import Context, Engine, Template
from django.template.loader import render_to_string

ASSEMBLY = SimpleNamespace(name="Learners' <b>day</b> & night", organisation_name="Health Education England")


def test_a_plain_mail_keeps_apostrophes():
    assert "Learners' <b>day</b> & night" in render_to_string("emails/base.txt", {"assembly": ASSEMBLY})


def test_what_stands_in_a_plain_mail_is_not_escaped():
    mail = Template(
        '{% extends "emails/base.txt" %}{% block content %}{{ name }}{% endblock %}',
        engine=Engine.get_default(),
    )

    assert mail.render(Context({"name": "Siobhán O'Neill"})).startswith("Siobhán O'Neill")


def test_a_mail_escapes_its_words_and_loads_nothing():
    html = render_to_string("emails/base.html", {"assembly": ASSEMBLY})

    assert "<b>day</b>" not in html
    assert not re.search(r"<(img|link|script|iframe)|url\(|https?://", html)


def test_a_mail_without_an_assembly_names_the_portal():
    assert "Learner assembly portal" in render_to_string("emails/base.txt")
    assert render_to_string("emails/base.html").count("Learner assembly portal") >= 2
