cat >Dockerfile <<'EOF'
from small:test as Stage

	run echo lower > /lower
Env MiXed=Case
copy --from=stage /lower /copied
EOF
