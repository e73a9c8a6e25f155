"""Counts published elsewhere, beside what the bundled record gives: the tests hold them and a page shows them."""

# case, day, count, figure published elsewhere, figure here, why they differ
PUBLISHED = [
    ("PSE", "2026-09-30", "un_members", 157, 157, ""),
    ("PSE", "2019-07-31", "un_members", 138, 137, "the published list counted Malta from 1988"),
    ("XKX", "2008-10-31", "un_members", 52, 52, ""),
    ("XKX", "2011-10-11", "un_members", 85, 84, "one date in the list was not found"),
    ("XKX", "2017-02-27", "un_members", 111, 111, "both without São Tomé, which disputes its own recognition"),
    ("XKX", "2026-09-30", "un_members", 110, 110, "counting only the documented withdrawals"),
    ("XKX", "2026-09-30", "recognisers", 113, 113, "and Taiwan, the Cook Islands and Niue"),
    ("AFG/emirate-2021", "2026-01-31", "recognisers", 1, 1, ""),
    ("AFG/emirate-1996", "2000-01-01", "recognisers", 3, 3, ""),
    ("CHN/prc", "1949-12-31", "relations", 10, 10, ""),
    ("CHN/prc", "2007-12-28", "recognisers", 171, 171, ""),
    ("CHN/prc", "2011-07-31", "recognisers", 172, 172, ""),
    ("DDR", "1971-12-31", "recognisers", 30, 30, ""),
    ("DDR", "1974-12-31", "recognisers", 105, 87, "gaps in the facts"),
    ("BIH", "1992-12-31", "recognisers", 76, 76, ""),
    ("HRV", "1992-01-31", "recognisers", 44, 43, "one date in the list was not found"),
    ("ESH", "2022-09-30", "recognisers", 46, 40, "disputed reversals of freezes are left out"),
    ("VEN/guaido-2019", "2022-12-31", "ever", 57, 57, ""),
    ("LBY/ntc-2011", "2011-09-24", "recognisers", 62, 57, "gaps in the facts"),
    ("SSD", "2011-11-30", "un_members", 114, 59, "gaps in the facts"),
]
