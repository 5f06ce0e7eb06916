/// Somebody who sends or receives mail.
struct Mailbox: Equatable {
  /// The display name, decoded; `nil` if there is none.
  let name: String?
  /// The address in lower case, never empty.
  let address: String

  /// `nil` when the address is empty once brackets and spaces are gone.
  init?(name: String? = nil, address: String) {
    let bare = address.filter { !"<>".contains($0) && !$0.isWhitespace }.lowercased()
    guard !bare.isEmpty else { return nil }
    self.name = name.flatMap { $0.isEmpty ? nil : $0 }
    self.address = bare
  }

  /// The same for the importer's callers.
  var person: ImportedPerson { ImportedPerson(name: name, address: address) }
}
