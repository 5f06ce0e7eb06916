/// The phrases of ``CueLexicon``: one line a language (English, German, French, Spanish, Italian, Portuguese, Dutch,
/// Polish), `;` between phrases, `*` behind a stem.
enum CuePhrases {
  static let all: [(CueLexicon.Meaning, String)] = [
    (.cue(.escalation), escalation), (.cue(.churnRisk), churnRisk), (.cue(.urgency), urgency), (.cue(.legal), legal),
    (.cue(.competitor), competitor), (.cue(.praise), praise), (.cue(.renewal), renewal),
    (.cue(.expansion), expansion), (.issue, issue),
  ]

  private static let escalation = """
    escalat*;your manager;your supervisor;speak to a manager;talk to a manager;someone senior;someone more senior
    eskalier*;eskalation*;ihren vorgesetzten;ihre vorgesetzte;ihrem vorgesetzten;geschäftsführung
    escalad*;votre responsable;votre supérieur;votre hiérarchie;parler à un responsable
    escalar;escalado;escalamiento;su supervisor;su jefe;hablar con un responsable;hablar con el responsable
    il suo responsabile;il vostro responsabile;un vostro superiore;parlare con un responsabile;escalation
    seu supervisor;seu gerente;vosso responsável;falar com o gerente;falar com um responsável
    uw leidinggevende;je leidinggevende;escaleren;escaleer*;escalatie;een manager spreken
    eskalac*;eskalow*;eskaluj*;przełożon*;rozmawiać z kierownikiem
    """

  private static let churnRisk = """
    cancel our;cancel my;cancel the contract;cancel the subscription;terminate our contract;terminate the contract
    not renew;switch provider*;switch to another;move to another;moving away from;leaving you;look for an alternative
    looking for alternatives;looking for an alternative;close our account
    kündig*;gekündigt;anbieter wechseln;anbieter zu wechseln;nicht verlängern;nicht zu verlängern;wechseln zu
    résili*;ne pas renouveler;ne renouvellerons pas;changer de fournisseur;changer de prestataire;quitter votre
    cancelar nuestr*;cancelar el contrato;cancelar mi;rescindir;dar de baja;darnos de baja;darme de baja;no renovar
    no renovaremos;cambiar de proveedor
    disdire;disdetta;recedere dal contratto;non rinnovare;non rinnoveremo;cambiare fornitore
    cancelar o contrato;cancelar a;cancelar nosso;não renovar;não vamos renovar;mudar de fornecedor;trocar de fornecedor
    opzeggen;zeggen we op;opzegging;niet verlengen;overstappen;stappen over;contract beëindigen
    wypowiedz*;wypowiad*;rozwiąz* umow*;rozwiązać umowę;rezygnuj*;rezygnacj*;zmienić dostawcę;nie przedłuż*
    """

  private static let urgency = """
    urgent;urgently;asap;as soon as possible;immediately;by tomorrow;by end of day;right away;deadline;critical
    dringend*;umgehend*;sofort;so schnell wie möglich;so bald wie möglich;bis morgen;schnellstmöglich;frist;eilig
    urgent*;urgence;dès que possible;au plus vite;immédiatement;d'ici demain;sans délai
    urgente*;urgencia;cuanto antes;lo antes posible;inmediatamente;de inmediato;para mañana
    urgenz*;il prima possibile;al più presto;immediatamente;entro domani;subito
    urgência;o mais rápido possível;o quanto antes;imediatamente;até amanhã;com a máxima brevidade
    dringend;spoed;zo snel mogelijk;zo spoedig mogelijk;onmiddellijk;per direct;voor morgen
    piln*;jak najszybciej;natychmiast*;niezwłocznie;do jutra
    """

  private static let legal = """
    lawyer*;attorney;legal action;legal department;breach of contract;lawsuit;sue you;liability;damages;gdpr
    anwalt*;anwält*;rechtsabteilung;rechtliche schritte;vertragsbruch;klage einreichen;schadensersatz*;haftung;dsgvo
    avocat*;service juridique;action en justice;poursuites;mise en demeure;dommages et intérêts;rgpd
    abogad*;acciones legales;departamento legal;departamento jurídico;incumplimiento de contrato;demandar;rgpd
    avvocat*;azioni legali;vie legali;ufficio legale;inadempienza;risarcimento;diffida
    advogad*;ação judicial;ações legais;medidas legais;departamento jurídico;quebra de contrato;indemnização;lgpd
    advocaat;juridische stappen;juridische afdeling;contractbreuk;schadevergoeding;aansprakelijk*;avg
    prawnik*;adwokat*;na drogę sądową;pozew;odszkodowan*;dział prawny;naruszenie umowy;rodo
    """

  private static let competitor = """
    competitor*;your competition;another vendor;other vendors;another provider;another supplier
    konkurrenz*;mitbewerber*;wettbewerber*;anderen anbieter*;andere anbieter
    concurren*;autre fournisseur;autre prestataire;autres fournisseurs
    competidor*;la competencia;otro proveedor;otros proveedores
    concorren*;altro fornitore;altri fornitori
    concorrente*;concorrência;outro fornecedor;outros fornecedores
    concurrent*;concurrentie;andere leverancier*;andere aanbieder*
    konkurenc*;inny dostawca;innego dostawc*;innych dostawc*
    """

  private static let praise = """
    thank you so much;great job;great work;great support;excellent;fantastic;amazing;very happy with;impressed;well done
    hervorragend*;ausgezeichnet*;fantastisch*;sehr zufrieden;großartig*;begeistert;tolle arbeit;super arbeit;vielen lieben dank
    excellent*;formidable;très satisfait*;ravi;ravis;bravo;merci beaucoup pour;remarquable
    excelente*;fantástic*;muy satisfech*;muy content*;encantad*;buen trabajo;gran trabajo;enhorabuena
    eccellent*;fantastic*;ottimo lavoro;molto soddisfatt*;bravissim*;complimenti
    fantástic*;ótimo trabalho;excelente trabalho;muito satisfeit*;adorei;adoramos;parabéns
    uitstekend*;geweldig*;fantastisch*;zeer tevreden;erg tevreden;heel tevreden;complimenten;goed gedaan
    doskonał*;świetn*;fantastyczn*;bardzo zadowolon*;rewelacyjn*;wspaniał*;dobra robota
    """

  private static let renewal = """
    renew our;renew the;renew my;renewal;renewing;extend our contract;extend the contract
    vertragsverlänger*;vertrag verlängern;vertrag zu verlängern;verlängerung
    renouvel*;prolonger le contrat;reconduction
    renovar;renovación;prorrogar el contrato
    rinnov*;prorogare il contratto
    renovação;renovar;prorrogar o contrato
    verlengen;verlenging
    przedłuż*;odnowi*;odnawia*
    """

  private static let expansion = """
    more seats;additional seats;more licences;more licenses;additional licences;additional licenses;upgrade to
    additional users;more users;roll out to;rolling out to;other teams;second site
    weitere lizenzen;zusätzliche lizenzen;mehr lizenzen;weitere nutzer;zusätzliche nutzer;weitere standorte;ausweiten
    licences supplémentaires;plus de licences;utilisateurs supplémentaires;autres sites;déployer sur;étendre à
    más licencias;licencias adicionales;más usuarios;usuarios adicionales;otras sedes;ampliar a
    altre licenze;più licenze;licenze aggiuntive;altri utenti;utenti aggiuntivi;altre sedi;estendere a
    mais licenças;licenças adicionais;mais utilizadores;mais usuários;usuários adicionais;outras filiais;expandir para
    extra licenties;meer licenties;extra gebruikers;meer gebruikers;andere vestigingen;uitbreiden naar
    dodatkow* licencj*;więcej licencji;dodatkowe licencje;dodatkowych użytkownik*;więcej użytkownik*;kolejn* oddzia*
    """

  private static let issue = """
    bug;bugs;error;errors;error message;crash*;not working;does not work;doesn't work;stopped working;broken;outage
    is down;fails;failed;failing;times out;timed out;cannot log in;can't log in;unable to log in;cannot access
    fehler;fehlermeldung*;funktioniert nicht;geht nicht;stürzt ab;abgestürzt;absturz;ausfall;defekt;kaputt;störung*
    funktionieren nicht
    erreur*;bogue*;ne fonctionne pas;ne fonctionne plus;ne marche pas;ne marche plus;en panne;plante;défaut
    error de;un error;errores;no funciona;no funcionan;ha dejado de funcionar;falla;fallo;fallos;avería;caído
    errore;errori;non funziona;non funzionano;guasto;malfunzionament*;si blocca;bloccato
    erro;erros;não funciona;não funcionam;parou de funcionar;falha;falhas;avaria;travando;fora do ar
    fout;fouten;foutmelding*;werkt niet;werken niet;doet het niet;storing*;kapot;vastgelopen;loopt vast
    błąd;błęd*;nie działa;nie działają;przestał* działać;awari*;usterk*;zawiesza się
    """
}
