# Becomes the program that was built last. Sourced.
# Expects: NARU_HOME; for become_program what .naru/launch sets.

# Sets command (the first word that is neither an option nor an option's value), arguments (all that the program gets) and
# rest (what follows the command). The options --data and --run become variables of the environment; --yes is ours.
read_words() {
  command=
  arguments=()
  rest=()
  local word skip=
  for word in "$@"; do
    if [ -n "$skip" ]; then
      declare -gx "$skip=$word"
      skip=
      arguments+=("$word")
      continue
    fi
    [ -z "$command" ] || rest+=("$word")
    case $word in
      --yes) if [ -z "$command" ] || [[ $command = up || $command = demo || $command = daemon ]]; then NARU_YES=yes; continue; fi ;;
      --data) [ -n "$command" ] || skip=NARU_DATA ;;
      --run) [ -n "$command" ] || skip=NARU_RUN ;;
      -*) ;;
      *) [ -n "$command" ] || command=$word ;;
    esac
    arguments+=("$word")
  done
}

become_program() {
  local cache=command flags
  case $command in
    daemon | relay) flags=("${NARU_DAEMON[@]}"); cache=daemon ;;
    tunnel) flags=("${NARU_TUNNEL[@]}"); cache=daemon ;;
    *) flags=("${NARU_COMMAND[@]}") ;;
  esac
  [ ! -r "$NARU_HOME/.naru/$cache.aot" ] || flags+=(-XX:AOTCache="$NARU_HOME/.naru/$cache.aot")
  # shellcheck disable=SC2086
  exec "$NARU_JAVA" "${NARU_FLAGS[@]}" "${flags[@]}" ${NARU_JAVA_OPTIONS:-} -Dnaru.home="$NARU_HOME" -cp "$NARU_JARS" naru.app.Main "${arguments[@]}"
}
