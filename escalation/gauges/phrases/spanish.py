"""Spanish examples."""

from __future__ import annotations

from escalation.gauges.phrases.base import examples

SPANISH = examples(
    human_request="""
        quiero hablar con una persona
        ¿puedo hablar con un agente, por favor?
        páseme con alguien de atención al cliente
        necesito que me llame una persona real
        ¿hay alguien de verdad ahí?
        prefiero tratar esto con un humano
        comuníqueme con un operador
        quiero hablar con su supervisor
        un agente, por favor
    """,
    not_human_request="""
        ¿eres un bot?
        ¿estoy hablando con una persona?
        no quiero hablar con nadie
        no hace falta que me pase con un agente
        ¿cuántas personas caben en la habitación?
        su compañero fue muy amable
        ¿cuál es el horario de atención al cliente?
        ¿cómo cambio mi contraseña?
        tengo una duda sobre mi factura
        ¿dónde está el manual del operador?
    """,
    frustration="""
        esto es ridículo
        estoy harta de esperar
        es la tercera vez que lo explico
        no me está ayudando en nada
        qué pérdida de tiempo
        su servicio es una vergüenza
        nada funciona y a nadie le importa
        estoy muy enfadado
        es inaceptable
        sigue sin funcionar, ya no puedo más
        estoy muy decepcionada con ustedes
        ¿pero usted lee lo que escribo?
    """,
    not_frustration="""
        ¿cómo cambio mi contraseña?
        muchas gracias, ya funciona
        mi paquete llegó dañado, ¿qué hago?
        quiero cancelar mi suscripción
        ¿podría comprobar mi pedido?
        ¿hacen envíos a Portugal?
        aparece un mensaje de error
        todavía no he recibido la confirmación
        de acuerdo, lo intentaré
        ¿a qué hora abren?
    """,
    abuse="""
        eres un idiota
        vete a la mierda
        cállate, máquina estúpida
        sois todos unos inútiles de mierda
        hijo de puta
        que te jodan
        eres una basura
        mándame fotos desnuda
        ojalá te mueras
    """,
    not_abuse="""
        ¡joder, se me olvidó la contraseña!
        la impresora no funciona
        fue una tontería mía
        estoy molesto por el retraso
        su respuesta es incorrecta
        ¿eres un robot?
        odio esperar
        hola
        no quiero recibir publicidad
    """,
)
