namespace Velro.LocalAspire.Processes;

/// <summary>The shell programs around every child, written for the plain POSIX shell (dash, busybox, bash).
/// <c>kill -TERM -number</c> is the one form for a process group that all of them understand.</summary>
internal static class GuardianScript
{
    /// <summary>
    /// Holds the read end of a pipe from the local host. It learns of every child before that starts to work; when the pipe ends
    /// without the word "done", the local host was killed, and the guardian ends what is registered: first what is not a store,
    /// then the stores, each by its own clean signal, and by SIGKILL what does not follow. Then throw-away folders go.
    /// </summary>
    public const string Guardian =
        """
        trap '' HUP INT QUIT TERM
        programs= stores= folders=
        without() { kept=; for entry in $2; do [ "${entry%%:*}" = "$1" ] || kept="$kept $entry"; done; }
        signal() { for entry in $2; do kill "-${1:-${entry#*:}}" "-${entry%%:*}" 2>/dev/null; done; }
        anyone() { for entry in $1; do kill -0 "-${entry%%:*}" 2>/dev/null && return 0; done; return 1; }
        stop() {
          signal '' "$1"
          tenths=0
          while anyone "$1"; do
            if [ "$tenths" -ge "$2" ]; then signal KILL "$1"; return; fi
            sleep 0.1
            tenths=$((tenths + 1))
          done
        }
        while read -r word first second; do
          case $word in
            program) programs="$programs $first:$second" ;;
            store) stores="$stores $first:$second" ;;
            gone) without "$first" "$programs"; programs=$kept; without "$first" "$stores"; stores=$kept ;;
            folder) folders="$folders
        $first${second:+ $second}" ;;
            done) exit 0 ;;
          esac
        done
        stop "$programs" 50
        stop "$stores" 100
        IFS='
        '
        for folder in $folders; do rm -rf -- "$folder"; done
        """;

    /// <summary>
    /// Waits for the word from the local host and becomes the program. A local host that died before it could register the child
    /// never says it, so nothing can run unseen.
    /// </summary>
    public const string Gate =
        """
        read -r word && [ "$word" = go ] || exit 125
        exec "$@"
        """;

    /// <summary>
    /// The same where there is no setsid (macOS): the shell's job control gives the child a process group of its own, and tells its
    /// number on the first line of the output.
    /// </summary>
    public const string GateWithJobControl =
        """
        set -m
        { read -r word && [ "$word" = go ] || exit 125; exec "$@"; } <&0 &
        set +m
        echo "$!"
        trap '' INT
        wait "$!"
        """;
}
