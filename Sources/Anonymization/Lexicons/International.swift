extension LanguageLexicon {
  /// Abbreviations and signs that letters in every language use.
  static let international = LanguageLexicon(
    plus: "plus",
    at: "at_sign",
    weakAt: "aet",
    phone:
      "tel telf tlf tfno tph ph fx fax telefax mob mobile* gsm sms whatsapp* wapp wa telegram viber signal hotline callto",
    reference: """
      id uid uuid ref refs sku ean isbn issn upc gtin imei serial* seri seria* v sn pid tid ts oid po so rma awb sscc
      vin hash commit lot batch part model* item* zip plz cp cvv cvc pin otp error* erreur* errore* fehler* fout*
      referenc* size offset seq timestamp unix epoch build art barcode fv budget
      """,
    filler: "no nr nro num n id",
    extensions: "ext extn xtn x",
    units: """
      kg g mg km m cm mm ml l kwh kw mw gb mb kb tb mhz ghz hz mah ah pcs px dpi rpm bps byte bytes
      """,
    currencies: "eur euro euros usd gbp chf pln zl zloty sek nok dkk czk huf ron bgn uah jpy cny inr brl cad aud",
    versions: "version* versao* versie* wersj* ver release* firmware software",
    speakers: """
      customer client cliente kunde kundin klant klient klientka caller user usager utente utilizador usuario agent
      agente
      """,
    interludes: "mhm aha ok okay uh um",
    topLevels: """
      com org net info biz edu gov eu io co uk us ca au de at ch li fr be lu nl es it pt br pl cz sk hu ro bg gr hr si lt
      lv ee fi se no dk is ie mt cy tr ua me tv app dev cloud online shop store site tech ai pro
      """,
    providers: """
      gmail googlemail hotmail outlook yahoo icloud live aol msn proton protonmail gmx web freenet orange wanadoo
      laposte free sfr libero virgilio tiscali alice ziggo kpn planet sapo onet wp interia terra telefonica bluewin
      """,
    mail: "mail* email* emails e-mail mailto smtp",
    identity:
      """
      ssn bsn nir insee dni nif cif pesel nip regon krs svnr ahv avs nino nhs pps ppsn siren siret vat tva ust iva
      kvk personnummer* personnr cpr fodselsnummer* hetu henkilotunnus rodne egn cnp oib emso jmbg amka isikukood taj niss nss
      """,
    payment: "iban bic swift rib nrb visa mastercard amex maestro cc",
    secrets:
      "password passwd pwd passphrase passwort kennwort contrasena senha wachtwoord haslo mdp bearer eyj* akia* asia* ghp gho ghs xoxb xoxp sk pk whsec"
  )
}
