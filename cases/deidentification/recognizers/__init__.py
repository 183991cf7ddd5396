"""Every recogniser; the order does not matter, spans decides between them.

Pattern recognisers read the raw text (numbers, contacts, dates). Context recognisers read the words and what stands
around them (names, places, organisations) on the ground that the first ones left.
"""

from __future__ import annotations

from . import (  # noqa: I001
    address,
    age,
    age_90_plus,
    bank,
    chi_number,
    date,
    device_id,
    distinctive,
    dob,
    email,
    hc_number,
    id_doc,
    ip,
    name_initials,
    name_label,
    name_lowercase,
    name_relative,
    name_role,
    name_script,
    name_signature,
    name_title,
    name_unknown,
    news_event,
    nhs_number,
    nickname,
    nino,
    occupation_rare,
    org_employer,
    org_gp,
    org_hospital,
    org_other,
    org_prison,
    org_school,
    phone,
    photo_ref,
    place,
    postcode,
    prisoner_no,
    prof_reg,
    quotation,
    record_no,
    small_bodies,
    social_handle,
    url,
    vehicle_reg,
)  # fmt: skip

PATTERN_RECOGNIZERS = tuple(
    module.RECOGNIZER
    for module in (
        age, age_90_plus, bank, chi_number, date, device_id, distinctive, dob, email, hc_number, id_doc, ip, name_script, news_event, nhs_number, nino,
        occupation_rare,
        phone, photo_ref, postcode, prisoner_no, prof_reg, quotation, record_no, social_handle, url, vehicle_reg,
    )
)  # fmt: skip
CONTEXT_RECOGNIZERS = tuple(
    module.RECOGNIZER
    for module in (
        name_title, name_relative, name_role, name_label, name_signature, name_initials, name_unknown, name_lowercase, nickname,
        place, address, org_prison, org_gp, org_hospital, org_school, org_employer, org_other, small_bodies,
    )
)  # fmt: skip
