"""Every fixed-pattern recogniser; the order does not matter, spans decides between them."""

from __future__ import annotations

from . import (
    age,
    age_90_plus,
    bank,
    chi_number,
    date,
    device_id,
    dob,
    email,
    hc_number,
    id_doc,
    ip,
    nhs_number,
    nino,
    phone,
    photo_ref,
    postcode,
    prisoner_no,
    prof_reg,
    record_no,
    social_handle,
    url,
    vehicle_reg,
)  # fmt: skip

MODULES = (
    age, age_90_plus, bank, chi_number, date, device_id, dob, email, hc_number, id_doc, ip, nhs_number, nino,
    phone, photo_ref, postcode, prisoner_no, prof_reg, record_no, social_handle, url, vehicle_reg,
)  # fmt: skip
PATTERN_RECOGNIZERS = tuple(module.RECOGNIZER for module in MODULES)
