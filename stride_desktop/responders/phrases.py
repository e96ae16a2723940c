"""Phrases of the prompt about the event and the pictures, in the language of the request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stride_desktop.core.language import language_of
from stride_desktop.responders.wording import duration


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences around what is told. {0}, {1}, {2}: times and lengths; `units` of hour, minute, second.

    Units are symbols, which need no plural; none: lengths are written out, in English. already_…: instead of
    `lasting` and `over` where it was so from the first frame on.
    """

    request: str
    answer_style: str
    lasting: str
    over: str
    already_lasting: str
    already_over: str
    now: str
    stretch: str
    question: str
    pictures: str
    video: str
    nothing: str
    units: tuple[str, str, str] | None = None

    def length(self, seconds: float) -> str:
        """A length such as "2 min 5 s"; from one hour on without seconds."""
        if self.units is None:
            return duration(seconds)
        hours, minutes = divmod(round(seconds / 60), 60) if seconds >= 3600 else (0, int(seconds) // 60)
        left = 0 if hours else int(seconds) % 60
        parts = [
            f"{number} {unit}"
            for number, unit in zip((hours, minutes, left), self.units, strict=True)
            if number
        ]
        return " ".join(parts) or f"< 1 {self.units[2]}"


ENGLISH = Phrases(
    "Standing request: {0}",
    "How to answer it: {0}",
    "The moment began at {0} of the stream and is still going on at {1}, {2} later.",
    "The moment began at {0} of the stream and ended at {1}, {2} later; it is now {3}.",
    "It was already so when watching began at {0} of the stream, and still is at {1}, {2} later.",
    "It was already so when watching began at {0} of the stream, and ended at {1}, {2} later; it is now {3}.",
    "It is {0} of the stream.",
    "The frames are of the time from {0} to {1}.",
    "The person asks: {0}",
    "The frames, oldest first, each under its time:",
    "The frames are one video, oldest first, taken at {0}:",
    "There are no frames to look at.",
)

_SI = ("h", "min", "s")

_BY_LANGUAGE: Mapping[str, Phrases] = {
    "de": Phrases(
        "Fester Auftrag: {0}",
        "So soll geantwortet werden: {0}",
        "Der Moment begann bei {0} und dauert bei {1} noch an, seit {2}.",
        "Der Moment begann bei {0} und endete bei {1}, nach {2}; jetzt ist {3}.",
        "Es war schon so, als die Beobachtung bei {0} begann, und ist bei {1} noch so, nach {2}.",
        "Es war schon so, als die Beobachtung bei {0} begann, und endete bei {1}, nach {2}; jetzt ist {3}.",
        "Es ist {0} im Bildstrom.",
        "Die Bilder sind aus der Zeit von {0} bis {1}.",
        "Die Person fragt: {0}",
        "Die Bilder, das älteste zuerst, jedes unter seiner Zeit:",
        "Die Bilder sind ein Video, das älteste zuerst, aufgenommen bei {0}:",
        "Es gibt keine Bilder.",
        _SI,
    ),
    "fr": Phrases(
        "Demande permanente : {0}",
        "Façon d'y répondre : {0}",
        "Le moment a commencé à {0} et dure encore à {1}, depuis {2}.",
        "Le moment a commencé à {0} et s'est terminé à {1}, après {2} ; il est maintenant {3}.",
        "C'était déjà le cas au début de l'observation à {0}, et l'est encore à {1}, {2} plus tard.",
        "C'était déjà le cas au début de l'observation à {0}, et s'est terminé à {1}, après {2} ; "
        "il est maintenant {3}.",
        "Il est {0} dans le flux.",
        "Les images vont de {0} à {1}.",
        "La personne demande : {0}",
        "Les images, de la plus ancienne à la plus récente, chacune sous son heure :",
        "Les images forment une vidéo, de la plus ancienne à la plus récente, prises à {0} :",
        "Il n'y a pas d'images.",
        _SI,
    ),
    "es": Phrases(
        "Petición permanente: {0}",
        "Cómo responder: {0}",
        "El momento empezó en {0} y sigue en {1}, desde hace {2}.",
        "El momento empezó en {0} y terminó en {1}, tras {2}; ahora es {3}.",
        "Ya era así cuando empezó la observación en {0}, y lo sigue siendo en {1}, tras {2}.",
        "Ya era así cuando empezó la observación en {0}, y terminó en {1}, tras {2}; ahora es {3}.",
        "Es {0} de la transmisión.",
        "Las imágenes son del tiempo entre {0} y {1}.",
        "La persona pregunta: {0}",
        "Las imágenes, de la más antigua a la más nueva, cada una bajo su hora:",
        "Las imágenes son un vídeo, de la más antigua a la más nueva, tomadas en {0}:",
        "No hay imágenes.",
        _SI,
    ),
    "it": Phrases(
        "Richiesta permanente: {0}",
        "Come rispondere: {0}",
        "Il momento è iniziato a {0} e a {1} continua ancora, da {2}.",
        "Il momento è iniziato a {0} ed è finito a {1}, dopo {2}; ora è {3}.",
        "Era già così quando l'osservazione è iniziata a {0}, e lo è ancora a {1}, dopo {2}.",
        "Era già così quando l'osservazione è iniziata a {0}, ed è finito a {1}, dopo {2}; ora è {3}.",
        "Siamo a {0} del flusso.",
        "Le immagini vanno da {0} a {1}.",
        "La persona chiede: {0}",
        "Le immagini, dalla più vecchia alla più recente, ognuna sotto il suo tempo:",
        "Le immagini sono un video, dalla più vecchia alla più recente, prese a {0}:",
        "Non ci sono immagini.",
        _SI,
    ),
    "pt": Phrases(
        "Pedido permanente: {0}",
        "Como responder: {0}",
        "O momento começou em {0} e ainda continua em {1}, há {2}.",
        "O momento começou em {0} e terminou em {1}, após {2}; agora é {3}.",
        "Já era assim quando a observação começou em {0}, e ainda é em {1}, após {2}.",
        "Já era assim quando a observação começou em {0}, e terminou em {1}, após {2}; agora é {3}.",
        "É {0} da transmissão.",
        "As imagens são do tempo entre {0} e {1}.",
        "A pessoa pergunta: {0}",
        "As imagens, da mais antiga à mais recente, cada uma sob a sua hora:",
        "As imagens são um vídeo, da mais antiga à mais recente, captadas em {0}:",
        "Não há imagens.",
        _SI,
    ),
    "nl": Phrases(
        "Vast verzoek: {0}",
        "Zo moet het beantwoord worden: {0}",
        "Het moment begon op {0} en is op {1} nog bezig, sinds {2}.",
        "Het moment begon op {0} en eindigde op {1}, na {2}; het is nu {3}.",
        "Het was al zo toen het kijken op {0} begon, en is op {1} nog zo, na {2}.",
        "Het was al zo toen het kijken op {0} begon, en eindigde op {1}, na {2}; het is nu {3}.",
        "Het is {0} in de stroom.",
        "De beelden zijn uit de tijd van {0} tot {1}.",
        "De persoon vraagt: {0}",
        "De beelden, het oudste eerst, elk onder zijn tijd:",
        "De beelden zijn één video, het oudste eerst, genomen op {0}:",
        "Er zijn geen beelden.",
        _SI,
    ),
    "ru": Phrases(
        "Постоянная просьба: {0}",
        "Как на неё ответить: {0}",
        "Момент начался в {0} и в {1} ещё продолжается, уже {2}.",
        "Момент начался в {0} и закончился в {1}, через {2}; сейчас {3}.",
        "Так уже было, когда наблюдение началось в {0}, и в {1} всё ещё так, уже {2}.",
        "Так уже было, когда наблюдение началось в {0}, и закончилось в {1}, через {2}; сейчас {3}.",
        "Сейчас {0} потока.",
        "Кадры за время с {0} до {1}.",
        "Человек спрашивает: {0}",
        "Кадры, сначала самый старый, каждый под своим временем:",
        "Кадры образуют одно видео, сначала самый старый, сняты в {0}:",
        "Кадров нет.",
        ("ч", "мин", "с"),
    ),
    "zh": Phrases(
        "长期请求：{0}",
        "回答方式：{0}",
        "该时刻始于{0}，到{1}仍在持续，已持续{2}。",
        "该时刻始于{0}，止于{1}，历时{2}；现在是{3}。",
        "{0}开始观看时就已如此，到{1}仍是如此，已持续{2}。",
        "{0}开始观看时就已如此，止于{1}，历时{2}；现在是{3}。",
        "现在是视频流的{0}。",
        "这些画面取自{0}到{1}。",
        "对方问：{0}",
        "画面按从旧到新排列，每张之前是它的时间：",
        "这些画面是一段视频，按从旧到新排列，拍摄时间为{0}：",
        "没有可看的画面。",
        ("小时", "分", "秒"),
    ),
    "ja": Phrases(
        "継続中の依頼：{0}",
        "答え方：{0}",
        "その瞬間は{0}に始まり、{1}の時点でまだ続いています（{2}経過）。",
        "その瞬間は{0}に始まり、{1}に終わりました（{2}）。現在は{3}です。",
        "{0}に見始めたときにはすでにその状態で、{1}の時点でもまだ続いています（{2}経過）。",
        "{0}に見始めたときにはすでにその状態で、{1}に終わりました（{2}）。現在は{3}です。",
        "現在は映像の{0}です。",
        "画像は{0}から{1}までのものです。",
        "質問：{0}",
        "画像は古い順で、それぞれの前に時刻があります：",
        "画像は古い順の一つの動画で、撮影時刻は{0}です：",
        "画像はありません。",
        ("時間", "分", "秒"),
    ),
    "ko": Phrases(
        "계속되는 요청: {0}",
        "답하는 방법: {0}",
        "그 순간은 {0}에 시작되어 {1}에도 계속되고 있습니다({2} 경과).",
        "그 순간은 {0}에 시작되어 {1}에 끝났습니다({2}). 지금은 {3}입니다.",
        "{0}에 보기 시작했을 때 이미 그 상태였고, {1}에도 계속되고 있습니다({2} 경과).",
        "{0}에 보기 시작했을 때 이미 그 상태였고, {1}에 끝났습니다({2}). 지금은 {3}입니다.",
        "지금은 영상의 {0}입니다.",
        "프레임은 {0}부터 {1}까지의 것입니다.",
        "질문: {0}",
        "프레임은 오래된 것부터이며, 각각 앞에 시각이 있습니다:",
        "프레임은 오래된 것부터 이어진 하나의 동영상이며, 촬영 시각은 {0}입니다:",
        "볼 프레임이 없습니다.",
        ("시간", "분", "초"),
    ),
}


def phrases_for(request: str) -> Phrases:
    """The sentences that go with a request; in English where its language is not clear."""
    return _BY_LANGUAGE.get(language_of(request), ENGLISH)
