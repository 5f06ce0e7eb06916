/// What an interaction is about. The set is fixed, so that figures can be added up over accounts and months; the raw
/// values are the words of the answer schema.
public enum Topic: String, Sendable, Codable, CaseIterable, Hashable {
  /// How good the product is as a whole, where no narrower topic fits.
  case productQuality = "product_quality"
  /// Something works other than it should.
  case bug
  /// The service is down or unreachable.
  case outage
  /// Slow, time-outs, load.
  case performance
  /// Set-up, migration, training, documentation.
  case onboarding
  /// How support answers: speed, tone, competence.
  case supportResponse = "support_response"
  /// Invoices, payments, refunds.
  case billing
  /// What it costs.
  case pricing
  /// Terms, renewal, cancellation, seats.
  case contract
  /// Interfaces to other systems, imports, exports.
  case integration
  /// Access, data protection, audits, incidents.
  case security
  /// A wish for something that isn't there.
  case featureRequest = "feature_request"
  /// Persons and their work: account managers, trainers, consultants.
  case people
  /// None of the above.
  case other
}
