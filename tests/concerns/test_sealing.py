"""Sealing: bound to its place, padded, and closed to every other key."""

from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assembly_portal.settings import base
from concerns.sealing import cookies, texts, wrapping
from concerns.sealing.folder import KeyFolder, KeysAbsent, are_keys_at_hand, read_key, write_new_key
from concerns.sealing.texts import BLOCK, CannotOpen, Place
from concerns.sealing.wrapping import Cost

QUICK = Cost(64, 1)


def a_place(**parts) -> Place:
    return Place(**{"concern": uuid4(), "row": uuid4(), "kind": "narrative", **parts})


@given(st.text())
def test_what_is_sealed_opens_as_it_was(text):
    key, place = texts.new_key(), a_place()

    assert texts.open_sealed(key, texts.seal(key, text, place), place) == text


@given(st.text(max_size=2000))
def test_the_length_tells_only_blocks(text):
    sealed = texts.seal(texts.new_key(), text, a_place())

    assert (len(sealed) - texts.NONCE_BYTES - 16) % BLOCK == 0
    assert len(sealed) - texts.NONCE_BYTES - 16 - BLOCK <= len(text.encode())


@pytest.mark.parametrize("moved", ["concern", "row", "kind", "key"])
def test_a_text_that_was_moved_does_not_open(moved):
    key, place = texts.new_key(), a_place()
    sealed = texts.seal(key, "secret", place)
    elsewhere = a_place(
        **{"concern": place.concern, "row": place.row, "kind": place.kind}
        | ({moved: "note" if moved == "kind" else uuid4()} if moved != "key" else {})
    )

    with pytest.raises(CannotOpen):
        texts.open_sealed(texts.new_key() if moved == "key" else key, sealed, elsewhere)


@given(st.data())
def test_a_text_of_which_one_bit_was_changed_does_not_open(data):
    key, place = texts.new_key(), a_place()
    sealed = bytearray(texts.seal(key, "secret", place))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(CannotOpen):
        texts.open_sealed(key, bytes(sealed), place)


@pytest.mark.parametrize("sealed", [b"", b"x", b"x" * 12, b"x" * 100])
def test_what_was_never_sealed_does_not_open(sealed):
    with pytest.raises(CannotOpen):
        texts.open_sealed(texts.new_key(), sealed, a_place())


def test_no_two_seals_are_alike():
    key, place = texts.new_key(), a_place()

    assert len({texts.seal(key, "secret", place) for _ in range(100)}) == 100


def test_a_data_key_is_unwrapped_only_by_its_private_half_and_for_its_place():
    key, (private, public) = texts.new_key(), wrapping.new_pair()
    wrapped = wrapping.wrap(key, public, "one")

    assert wrapping.unwrap(wrapped, private, "one") == key
    assert wrapping.public_of(private) == public
    for other, about in [(private, "two"), (wrapping.new_pair()[0], "one")]:
        with pytest.raises(CannotOpen):
            wrapping.unwrap(wrapped, other, about)


def test_a_data_key_is_unwrapped_only_by_its_secret():
    key, salt = texts.new_key(), b"s" * wrapping.SALT_BYTES
    wrapped = wrapping.wrap_by_secret(key, wrapping.stretched("ABC", salt, QUICK), "one")

    assert wrapping.unwrap_by_secret(wrapped, wrapping.stretched("ABC", salt, QUICK), "one") == key
    for secret, other_salt, about in [("ABD", salt, "one"), ("ABC", b"t" * 16, "one"), ("ABC", salt, "two")]:
        with pytest.raises(CannotOpen):
            wrapping.unwrap_by_secret(wrapped, wrapping.stretched(secret, other_salt, QUICK), about)


def test_stretching_takes_what_the_standard_advises_and_says_so_in_the_row():
    assert (base.CONCERNS_CODE_MEMORY_KIB, base.CONCERNS_CODE_PASSES) == (64 * 1024, 3)
    assert Cost.read(str(Cost(64 * 1024, 3))) == Cost(64 * 1024, 3)
    assert wrapping.stretched("ABC", b"s" * 16, QUICK) != wrapping.stretched("ABC", b"s" * 16, Cost(64, 2))


def test_only_two_secrets_are_stretched_at_once(no_turn):
    with no_turn(), pytest.raises(wrapping.TooBusy):
        wrapping.stretched("ABC", b"s" * 16, QUICK)
    assert len(wrapping.stretched("ABC", b"s" * 16, QUICK)) == 32


def test_a_private_half_comes_back_from_the_folder(keys):
    folder, key_id = KeyFolder.at_hand(), uuid4()
    folder.keep(key_id, b"p" * 32)

    assert KeyFolder.at_hand().private_half(key_id) == b"p" * 32
    assert list(folder.kept()) == [key_id]
    assert all(path.stat().st_mode & 0o077 == 0 for path in [folder.folder, *folder.folder.iterdir()])
    with pytest.raises(KeysAbsent):
        folder.private_half(uuid4())


def test_a_file_under_another_name_does_not_open(keys):
    folder, key_id, other = KeyFolder.at_hand(), uuid4(), uuid4()
    folder.keep(key_id, b"p" * 32)
    folder._path(key_id).rename(folder._path(other))

    with pytest.raises(KeysAbsent):
        folder.private_half(other)


def test_halves_are_sealed_under_another_key_and_the_first_forgotten(keys, settings, tmp_path):
    folder, key_id = KeyFolder.at_hand(), uuid4()
    folder.keep(key_id, b"p" * 32)
    new = folder.sealed_under(write_new_key(tmp_path / "new"))
    assert folder.private_half(key_id) == new.private_half(key_id)

    settings.CONCERNS_KEY_FILE = str(tmp_path / "new")
    assert KeyFolder.at_hand().forget_others() == 1
    assert KeyFolder.at_hand().private_half(key_id) == b"p" * 32
    with pytest.raises(KeysAbsent):
        folder.private_half(key_id)


@pytest.mark.parametrize("content", ["", "not a key", "ab" * 31, "ab" * 33])
def test_a_file_that_is_no_key_is_no_key(tmp_path, settings, content):
    path = tmp_path / "broken"
    path.write_text(content)
    settings.CONCERNS_KEY_FILE = str(path)

    with pytest.raises(KeysAbsent):
        read_key(path)
    assert not are_keys_at_hand()


def test_a_key_is_never_written_over(tmp_path):
    key = write_new_key(tmp_path / "one")

    with pytest.raises(FileExistsError):
        write_new_key(tmp_path / "one")
    assert read_key(tmp_path / "one") == key


def test_a_process_without_keys_says_so(keys):
    keys.absent()

    assert not are_keys_at_hand()
    with pytest.raises(KeysAbsent):
        KeyFolder.at_hand()


def test_a_cookie_comes_back_and_only_as_it_was(settings):
    value = cookies.sealed_cookie({"stay": "inside"})

    assert cookies.opened_cookie(value) == {"stay": "inside"}
    for wrong in ("", "x", value[:-4], value[:-2] + "AA", value.swapcase()):
        assert cookies.opened_cookie(wrong) == {}
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert cookies.opened_cookie(value) == {"stay": "inside"}
    settings.SECRET_KEY_FALLBACKS = []
    assert cookies.opened_cookie(value) == {}


@settings(max_examples=30)
@given(st.binary(max_size=200))
def test_no_bytes_make_a_cookie_that_breaks(value):
    assert cookies.opened_cookie(value.decode("latin-1")) == {}
