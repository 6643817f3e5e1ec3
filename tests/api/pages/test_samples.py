"""The browser's tests and pictures need a sample of each parameter; told here, where no browser is needed."""

from tests.e2e.registry import SAMPLES, parameters


def test_every_parameter_of_an_address_has_a_sample():
    assert parameters() <= {*SAMPLES, "code"}
