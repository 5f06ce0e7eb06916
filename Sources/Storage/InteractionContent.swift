import Conversation
import Encryption
import Foundation

/// What was said in an interaction, as it is sealed: subject and turns in one envelope.
struct InteractionContent: Codable, Sendable {
  var subject: String?
  var turns: [Turn]
}

/// An interaction's clear columns, by which it is put together again with its content.
enum InteractionCodes {
  static let channels: [Channel] = [.email, .ticket, .call, .meeting, .survey]

  static func number(of channel: Channel) -> Int16 { Int16((channels.firstIndex(of: channel) ?? 0) + 1) }
}
