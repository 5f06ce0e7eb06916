import Foundation
import HTTPTransport
import ModelEndpoint
import Storage

/// Whether and on what ground a worker would send an organization's text to where an endpoint is.
struct TransferPreview {
  /// The ground as it would be stamped on verdicts; nil where nothing leaves the EU, or nothing may.
  let ground: String?
  /// Why nothing would be sent.
  let refusal: String?

  /// Asks what workers ask: whether the organization forbids it, then for the ground on record.
  init(_ profile: EndpointProfile, for store: OrganizationStore) async throws {
    guard !profile.region.isInEU else {
      (ground, refusal) = (nil, nil)
      return
    }
    let record = try await store.transferGround(host: profile.url.host)?.record
    let isForbidden = try await store.forbidsTransfer()
    let basis: TransferBasis
    do {
      basis = try TransferBasis(for: profile, ground: record.map(Residency.ground), today: TransferGround.day(Date()))
    } catch let error as ResidencyRefusal {
      (ground, refusal) = (nil, record == nil ? "no ground is on record for \(profile.url.host)" : "\(error)")
      return
    }
    ground = basis.stamp
    refusal = isForbidden ? "the organization forbids that its text leaves the European Economic Area" : nil
  }
}
