// Keeps a log at its end while its reader is there. What the reader does decides; a change of the content does not.
const following = new WeakMap();

export function follow(log) {
    if (!log) return;
    if (!following.has(log)) {
        following.set(log, true);
        log.addEventListener("wheel", () => requestAnimationFrame(() => note(log)), { passive: true });
        log.addEventListener("touchmove", () => requestAnimationFrame(() => note(log)), { passive: true });
        log.addEventListener("keyup", () => note(log));
        log.addEventListener("pointerup", () => note(log));
    }
    if (following.get(log)) log.scrollTop = log.scrollHeight;
}

function note(log) {
    following.set(log, log.scrollHeight - log.scrollTop - log.clientHeight < 40);
}
