extension LanguageLexicon {
  static let french = LanguageLexicon(
    digits: ["zéro", "un une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
    twoDigits: """
      dix:10 onze:11 douze:12 treize:13 quatorze:14 quinze:15 seize:16 vingt:20 vingts:20 trente:30 quarante:40
      cinquante:50 soixante:60 septante:70 huitante:80 octante:80 nonante:90
      """,
    hundreds: "cent cents mille",
    multipliers: "double triple fois",
    connectors: "et euh puis ensuite",
    at: "arob* arrobas* arrouba",
    weakAt: "at",
    dot: "point",
    signs: "tiret moins union",
    underscores: "souligné underscore",
    slashes: "slash barre",
    signParts: "bas trait",
    phone: """
      téléphone* téléphoni* appel appels appelle* appeler appelez rappel* joindre joignable contact* portable* fixe
      standard num indicatif coordonnées texto* répondeur bureau ligne lignes compose* composez
      """,
    reference: """
      commande* facture* dossier* référence* réf billet réservation* compte client* clients contrat* suivi colis envoi
      livraison transaction* article* produit* série version code* sinistre police adhérent* abonnement* devis bon demande
      incident immatriculation passeport postal matricule page
      """,
    filler: "nouveau ancien no n est le la les au du de des mon ma mes votre vos notre nos ce c sur à",
    numberNouns: "numéro numéros num",
    extensions: "poste p",
    units: "centimes heures minutes jours mois ans personnes habitants visites unités pour",
    currencies: "franc francs",
    common: """
      est le la les au du de des mon ma mes votre notre ce à et ou je tu il elle nous vous ils sur par dans pour avec chez
      écrire écrivez adresse courriel mail joindre contact merci voici utilisez notez
      """,
    leadIns: "à a est sur de alors donc bon voilà oui plutôt",
    remarks: "tout attaché collé un seul mot en minuscule minuscules majuscules sans espace accent",
    hesitations: "euh heu",
    interludes: """
      non pardon attendez attends excusez moi moment oui voilà ok alors donc puis ensuite euh ça finit
      commence par se termine plutôt enfin accord un
      """,
    mail: "courriel* adresse mél",
    writing: "écrire écrivez écris",
    identity: "sécu sécurité sociale fiscal",
    payment: "carte cartes bancaire")
}
