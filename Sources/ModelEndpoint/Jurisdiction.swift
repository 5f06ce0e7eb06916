/// Which countries' law protects personal data as the GDPR does: those where it is law, and those that the Commission says
/// protect it as well. The lists are data with their sources, so that a reader can check them.
public enum Jurisdiction {
  /// Where the GDPR is law, by ISO 3166-1 code: the Union (Treaty on European Union, as of 2020-02-01), and the three
  /// states of the EEA Agreement that took the GDPR over (Joint Committee Decision 154/2018 of 2018-07-06).
  /// `EU` stands for a data zone of several member states.
  public static let europeanEconomicArea: [String: String] = [
    "AT": "Austria", "BE": "Belgium", "BG": "Bulgaria", "CY": "Cyprus", "CZ": "Czechia", "DE": "Germany",
    "DK": "Denmark", "EE": "Estonia", "ES": "Spain", "FI": "Finland", "FR": "France", "GR": "Greece", "HR": "Croatia",
    "HU": "Hungary", "IE": "Ireland", "IT": "Italy", "LT": "Lithuania", "LU": "Luxembourg", "LV": "Latvia",
    "MT": "Malta", "NL": "Netherlands", "PL": "Poland", "PT": "Portugal", "RO": "Romania", "SE": "Sweden",
    "SI": "Slovenia", "SK": "Slovakia", "EU": "European Union", "IS": "Iceland", "LI": "Liechtenstein", "NO": "Norway",
  ]

  /// Whether a country is one of those.
  public static func isInEEA(_ country: String) -> Bool { europeanEconomicArea[country] != nil }

  /// A decision of the Commission under Art. 45 GDPR, or under Art. 25(6) of Directive 95/46/EC, which Art. 45(9) keeps in
  /// force.
  public struct AdequacyDecision: Sendable, Hashable, Codable {
    /// ISO 3166-1 code.
    public let country: String
    /// In English.
    public let name: String
    /// The decision's number.
    public let decision: String
    /// The day it was adopted, `YYYY-MM-DD`.
    public let date: String
    /// Which recipients alone it covers; nil: all. A partial one is no ground by itself here, because whether a recipient
    /// is covered is not in this list.
    public let onlyFor: String?
    /// The last day it holds, where it says so itself.
    public let until: String?
  }

  /// Where ``adequacyDecisions`` was read, and when. A decision that is missing here makes the program stricter, never
  /// laxer. The one for the European Patent Organisation, which is no country, is left out.
  public static let source =
    "https://commission.europa.eu/law/law-topic/data-protection/international-dimension-data-protection/"
    + "adequacy-decisions_en, November 2026"

  /// The decisions in force.
  public static let adequacyDecisions: [AdequacyDecision] = [
    decision("AD", "Andorra", "2010/625/EU", "2010-10-19"),
    decision("AR", "Argentina", "2003/490/EC", "2003-06-30"),
    decision("BR", "Brazil", "(EU) 2026/179", "2026-01-26", onlyFor: "recipients under the LGPD"),
    decision("CA", "Canada", "2002/2/EC", "2001-12-20", onlyFor: "commercial organisations under PIPEDA"),
    decision("CH", "Switzerland", "2000/518/EC", "2000-07-26"),
    decision("FO", "Faroe Islands", "2010/146/EU", "2010-03-05"),
    // Renewed for six years on 2025-12-19.
    decision("GB", "United Kingdom", "(EU) 2021/1772", "2021-06-28", until: "2031-12-27"),
    decision("GG", "Guernsey", "2003/821/EC", "2003-11-21"),
    decision("IL", "Israel", "2011/61/EU", "2011-01-31", onlyFor: "data that are processed by automated means"),
    decision("IM", "Isle of Man", "2004/411/EC", "2004-04-28"),
    decision("JE", "Jersey", "2008/393/EC", "2008-05-08"),
    decision("JP", "Japan", "(EU) 2019/419", "2019-01-23", onlyFor: "business operators under the APPI"),
    decision("KR", "Republic of Korea", "(EU) 2022/254", "2021-12-17", onlyFor: "controllers under the PIPA"),
    decision("NZ", "New Zealand", "2013/65/EU", "2012-12-19"),
    decision("US", "United States", "(EU) 2023/1795", "2023-07-10", onlyFor: "Data Privacy Framework participants"),
    decision("UY", "Uruguay", "2012/484/EU", "2012-08-21"),
  ]

  /// The decision that covers every recipient in a country, on a day (`YYYY-MM-DD`); nil when there is none.
  public static func adequacyDecision(for country: String, on day: String) -> AdequacyDecision? {
    adequacyDecisions.first { $0.country == country && $0.onlyFor == nil && day <= $0.until ?? day }
  }

  private static func decision(
    _ country: String, _ name: String, _ decision: String, _ date: String, onlyFor: String? = nil, until: String? = nil
  ) -> AdequacyDecision {
    AdequacyDecision(country: country, name: name, decision: decision, date: date, onlyFor: onlyFor, until: until)
  }
}
