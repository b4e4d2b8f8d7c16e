# A server that was killed may still have children that write: hence more than one attempt.
attempts=0
while [ -n "$remove" ] && [ "$attempts" -lt 10 ] && ! rm -rf -- "$remove"; do
  sleep 0.2
  attempts=$((attempts + 1))
done
# Stands by while the AppHost lives and cleans up behind it, however it ended: a killed process cannot do so itself.
# Its standard input is a pipe that only the AppHost holds open. When that pipe closes, whatever is still on the list is
# told to stop, then killed with its whole process group.
#   $1 the lock file: one AppHost at a time may use a data directory, and its watchdog is the one that holds the lock
#   $2 the AppHost's process id    $3 a directory to remove in the end, or nothing
set -u
umask 077
trap '' HUP INT TERM
lock=$1 owner=$2 remove=$3

exec 9>>"$lock"
if ! flock --nonblock 9; then
  echo "busy $(cat "$lock")"
  exit 1
fi
echo "$owner" >"$lock"
echo ready

running=
while read -r verb leader signal; do
  kept=
  for entry in $running; do
    [ "${entry%%:*}" = "$leader" ] || kept="$kept $entry"
  done
  running=$kept
  [ "$verb" = remove ] || running="$running $leader:$signal"
done

any_left() {
  for entry in $running; do
    kill -0 "${entry%%:*}" 2>/dev/null && return 0
  done
  return 1
}

for entry in $running; do
  kill -s "${entry#*:}" "${entry%%:*}" 2>/dev/null
done
tenths=0
while [ "$tenths" -lt 100 ] && any_left; do
  sleep 0.1
  tenths=$((tenths + 1))
done
for entry in $running; do
  kill -s KILL -- "-${entry%%:*}" 2>/dev/null
done

# A server that was killed may still have children that write: hence more than one attempt.
attempts=0
while [ -n "$remove" ] && [ "$attempts" -lt 10 ] && ! rm -rf -- "$remove" 2>/dev/null; do
  sleep 0.2
  attempts=$((attempts + 1))
done
