"""The lists that offices keep by hand: each field's key, Vietnamese header, and what real lists call it.

Keys and headers are those of the product's file formats; exports write them and imports read them back. The synonyms
come from course class lists, after-care lists, employers' demand lists and counselling books of the province.
"""

from api.imports.headers import ListField
from api.imports.market_lists import EMPLOYERS, OPENINGS, PLACEMENTS
from api.imports.people_lists import COUNSELLING, LOANS, PEOPLE, TRAINING

LISTS: dict[str, tuple[ListField, ...]] = {
    "people": PEOPLE,
    "training": TRAINING,
    "employers": EMPLOYERS,
    "openings": OPENINGS,
    "placements": PLACEMENTS,
    "counselling": COUNSELLING,
    "loans": LOANS,
}
