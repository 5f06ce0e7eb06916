extension LanguageLexicon {
  static let portuguese = LanguageLexicon(
    digits: ["zero", "um uma", "dois duas", "três", "quatro", "cinco", "seis meia", "sete", "oito", "nove"],
    twoDigits: """
      dez:10 onze:11 doze:12 treze:13 catorze:14 quatorze:14 quinze:15 dezasseis:16 dezesseis:16 dezassete:17
      dezessete:17 dezoito:18 dezanove:19 dezenove:19 vinte:20 trinta:30 quarenta:40 cinquenta:50 sessenta:60
      setenta:70 oitenta:80 noventa:90
      """,
    hundreds: "cem cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos mil",
    multipliers: "dobro duplo dupla triplo tripla vezes",
    connectors: "e hum depois",
    plus: "mais plus",
    at: "arroba* arrouba*",
    dot: "ponto",
    signs: "hífen traço menos",
    underscores: "sublinhado underline underscore",
    slashes: "barra",
    signParts: "baixo baixa",
    phone: """
      telefon* indicativo telemóve* telemov* celular* ligar liga ligue ligo ligação chamada* fixo contat* contact* fone
      discar atend* zap tlm telem linha central marque
      """,
    reference: """
      encomenda* pedido* fatura* factura* referência* processo* reserva* conta cliente* contrato* envio* rastreio
      artigo* produto* série versão código* apólice* sinistro* transação* caso bilhete ticket recibo orçamento
      matrícula passaporte protocolo ordem compra guia lote barras
      """,
    filler: "novo antigo num nº é o a os as meu minha seu sua nosso no na do da de em este",
    numberNouns: "número números",
    extensions: "extensão ramal",
    units: "cêntimos centavos horas minutos dias meses anos pessoas habitantes unidades",
    currencies: "reais escudos",
    common: """
      é o a os as meu minha seu sua nosso no na do da de em este e ou eu tu ele ela nós vós me te que por para com não
      escrever escreva endereço correio contacto contato obrigado use anote mande envie escreva eletrônico eletrónico
      """,
    leadIns: "é para a em por de então bom antes sim",
    remarks: "tudo junto pegado minúsculo minúsculas maiúsculas uma palavra só sem espaços",
    hesitations: "hum eh ahn",
    interludes: """
      não desculpe desculpa perdão espere espera um momento sim certo exato depois aliás digo então ora
      isso termina pois
      """,
    mail: "endereço correio",
    writing: "escreva escrevam escrever escreve",
    identity: "contribuinte segurança social cpf",
    payment: "cartão cartões crédito multibanco")
}
