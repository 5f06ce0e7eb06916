extension LanguageLexicon {
  static let spanish = LanguageLexicon(
    digits: ["cero ceros", "uno un una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
    twoDigits: """
      diez:10 once:11 doce:12 trece:13 catorce:14 quince:15 dieciséis:16 diecisiete:17 dieciocho:18 diecinueve:19
      veinte:20 veintiuno:21 veintiún:21 veintiuna:21 veintidós:22 veintitrés:23 veinticuatro:24 veinticinco:25
      veintiséis:26 veintisiete:27 veintiocho:28 veintinueve:29 treinta:30 cuarenta:40 cincuenta:50 sesenta:60
      setenta:70 ochenta:80 noventa:90
      """,
    hundreds:
      "cien ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos mil",
    multipliers: "doble triple veces",
    connectors: "y eh luego",
    plus: "más mas plus",
    at: "arroba*",
    dot: "punto",
    signs: "guion guión menos",
    underscores: "subrayado underscore",
    slashes: "barra",
    signParts: "bajo baja",
    phone: """
      teléfono* prefijo telefóni* telf móvil* movil celular* llam* llama llamar llámame llamada* marcar fijo contacto* contactar
      localizar centralita línea marque* tfno
      """,
    reference: """
      pedido* orden compra factura* referencia* expediente* reserva* cuenta* cliente* contrato* seguimiento envío* paquete* artículo*
      producto* serie versión código* póliza* siniestro* albarán lote barras transacción* incidencia* caso ticket postal socio
      matrícula pasaporte presupuesto
      """,
    filler: "nuevo antiguo num nº es el la los las mi su nuestro al del de en este",
    numberNouns: "número números",
    extensions: "extensión anexo interno",
    units: "céntimos horas minutos días meses años personas habitantes uds unidades por",
    currencies: "pesos",
    common: """
      es el la los las mi su nuestro al del de en este y o yo tú él ella nos me te le que por para con no sí escribir
      escríbeme correo dirección contacto gracias apunte anote use escriba mande mándelo
      """,
    leadIns: "es a de en por para pues bueno mejor sí",
    remarks: "todo junto pegado minúsculas minúscula mayúsculas una sola palabra en sin espacios",
    hesitations: "eh",
    interludes: """
      no perdón espere espera un momento sí vale exacto correcto luego después ajá disculpe digo ay
      termina empieza bueno ver pues entonces
      """,
    mail: "correo* dirección electrónico",
    writing: "escribe escriba escriban escribir escríbame",
    identity: "seguridad social fiscal",
    payment: "tarjeta* crédito")
}
