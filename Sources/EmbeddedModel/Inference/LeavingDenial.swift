/// Whether words of leaving are denied where they stand: `we are not going to cancel our contract`, in the eight languages of
/// ``CuePhrases``.
///
/// To miss somebody who leaves costs more than to ask one who stays. So only what is plain counts: a negation with nothing but
/// words of wanting and planning between it and the phrase. Where the sentence is about a condition, a question or what cannot be
/// done (`I cannot cancel my subscription`), nothing is denied.
enum LeavingDenial {
  /// - Parameter phrase: The bytes of the phrase's words.
  static func denies(_ phrase: Range<Int>, in text: SearchableText) -> Bool {
    let before = text.words(before: phrase.lowerBound, most: 12)
    let after = text.words(after: phrase.upperBound, most: 12)
    guard !(before + after).contains(where: { doubts.contains($0.text) }) else { return false }
    return isDenied(before: before) || isDenied(after: after, last: before.first)
  }

  private static func isDenied(before words: [SearchableText.Word]) -> Bool {
    for (place, word) in words.enumerated() {
      // German parts an infinitive off: `nicht vor, den Vertrag zu kündigen`.
      if word.isParted, !parting.contains(word.text) { return false }
      let earlier = words.dropFirst(place + 1).first?.text ?? ""
      if negations.contains(word.text) || (word.text == "t" && contracted.contains(earlier)) { return true }
      if intentions.contains(word.text), none.contains(earlier) { return true }
      guard fillers.contains(word.text) else { return false }
    }
    return false
  }

  /// `wir kündigen den Vertrag nicht.`, `nous ne résilions pas`
  private static func isDenied(after words: [SearchableText.Word], last: SearchableText.Word?) -> Bool {
    let rest = words.drop { !$0.isParted && objects.contains($0.text) }
    guard let word = rest.first, !word.isParted else { return false }
    if word.text == "pas" { return last?.text == "ne" }
    guard ["nicht", "niet"].contains(word.text) else { return false }
    guard let next = rest.dropFirst().first else { return true }
    return next.isParted ? !reasons.contains(next.text) : joining.contains(next.text)
  }

  /// Words as ``SearchableText`` has them: small letters without marks.
  private static func words(_ text: String) -> Set<String> { Set(text.split { " \n".contains($0) }.map(String.init)) }

  static let negations = words(
    "not never without nicht nie niemals keinesfalls keineswegs ohne pas jamais sans no nunca jamas tampoco sin non mai senza "
      + "nao sem niet nooit zonder nie nigdy bez")
  private static let contracted = words("won don wouldn isn aren doesn shouldn")
  private static let none = words(
    "no keine keinen keinerlei aucune aucun ninguna ningun nessuna nessun nenhuma nenhum geen zadnego zadnych")
  private static let intentions = words(
    "intention intentions plan plans need reason wish desire absicht absichten grund anlass plane raison intencion plan "
      + "motivo intenzione motivo intencao plannen intentie reden zamiaru planow powodu")
  private static let fillers =
    words(
      """
      going to want wanting planning plan plans intend intending intention of wish wishing looking about thinking considering
      need be being have having ever even currently really actually the longer way
      vor den die das unseren meinen vertrag abo zu wollen will werden mochten planen mehr absicht
      allons vais voulons veux comptons compte souhaitons l intention de avons avoir a
      vamos voy queremos quiero pensamos pienso en tenemos tengo intencion previsto pretendemos deseamos
      vogliamo voglio intendiamo intendo abbiamo ho intenzione di stiamo pensando desideriamo
      vou quero pretendo temos tenho intencao estamos
      te gaan willen wil zullen zal van plan om het contract ons onze abonnement
      zamierzamy zamierzam chcemy chce planujemy planuje mamy mam zamiaru umowy bedziemy bede
      """)
  private static let parting = words("vor absicht")
  private static let objects = words("den die das unseren meinen ihren vertrag abo abonnement het contract ons")
  private static let joining = words("und sondern aber en maar")
  private static let reasons = words("weil wegen sondern omdat vanwege")
  private static let doubts = words(
    """
    can could cannot did didn why whether if unless only yet
    kann konnen konnte konnten warum wieso weshalb wenn falls sofern ob noch nur
    peux peut pouvons pouvez peuvent pourquoi si encore seulement
    puedo puede podemos pueden todavia aun solo posso possiamo perche ancora se podem ainda apenas
    kan kunnen waarom als nog alleen indien moge mozemy mozna dlaczego jesli jezeli czy jeszcze tylko
    """)
}

extension SearchableText {
  /// One word beside a phrase.
  struct Word: Hashable {
    let text: String
    /// Whether a comma stands between it and the phrase's side.
    let isParted: Bool
  }

  /// The words before an offset at which one begins, the nearest first, as far as the sentence reaches.
  func words(before start: Int, most: Int) -> [Word] {
    var words: [Word] = []
    var blank = start - 1
    while words.count < most, blank > 0, !isSentenceEnd(at: blank) {
      let first = (bytes[..<blank].lastIndex(of: 0x20) ?? 0) + 1
      words.append(Word(text: String(decoding: bytes[first..<blank], as: UTF8.self), isParted: isComma(at: blank)))
      blank = first - 1
    }
    return words
  }

  /// The words after an offset at which one ends, the nearest first, as far as the sentence reaches.
  func words(after end: Int, most: Int) -> [Word] {
    var words: [Word] = []
    var blank = end
    while words.count < most, blank + 1 < bytes.count, !isSentenceEnd(at: blank) {
      let next = bytes[(blank + 1)...].firstIndex(of: 0x20) ?? bytes.count
      words.append(Word(text: String(decoding: bytes[(blank + 1)..<next], as: UTF8.self), isParted: isComma(at: blank)))
      blank = next
    }
    return words
  }
}
