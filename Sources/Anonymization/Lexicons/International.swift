extension LanguageLexicon {
  /// Abbreviations and signs that letters in every language use.
  static let international = LanguageLexicon(
    plus: "plus",
    at: "at_sign",
    phone:
      "tel telf tlf tfno tph ph fax telefax mob mobile* gsm sms whatsapp* wapp wa telegram viber signal hotline callto",
    reference: """
      id uid uuid ref refs sku ean isbn issn upc gtin imei serial* seri seria* version* ver v sn pid oid po so rma awb sscc
      vin hash commit build port lot batch part model* item* zip plz cp cvv cvc pin otp
      """,
    filler: "no nr nro num n id",
    extensions: "ext extn xtn x",
    units: """
      eur euro euros usd gbp chf pln zl zloty zlotych sek nok dkk czk huf ron bgn uah try jpy cny inr brl cad aud
      kg g mg km m cm mm ml l kwh kw mw gb mb kb tb mhz ghz hz pcs px dpi rpm bps
      """,
    mail: "mail* email* emails e-mail mailto smtp",
    identity:
      "ssn bsn nir insee nie dni nif cif pesel nip regon krs svnr ahv avs nino nhs pps ppsn siren siret vat tva ust",
    payment: "iban bic swift rib nrb visa mastercard amex maestro",
    secrets: "bearer eyj* akia* asia* ghp gho ghs xoxb xoxp sk pk whsec")
}
