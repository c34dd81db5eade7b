"""The double of CasparCG against what the real server was read to do."""

from tests.browser.lower_third.caspar import Release, tokens, update_call


def test_the_double_quotes_as_the_server_does() -> None:
    sent = 'CG 1-20 UPDATE 0 "{\\"a\\":\\"b \\\\ c\\nd\\x\\"}"'
    *_, text = tokens(sent)
    assert text == '{"a":"b \\ c\nd"}'
    assert update_call(' "{"a":1}" ', Release.UP_TO_2_5_0) == 'update("{\\"a\\":1}")'
    assert update_call('{"a":"\\"\n"}', Release.LATER) == 'update("{\\"a\\":\\"\\\\\\"\\n\\"}")'
