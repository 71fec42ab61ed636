# Log drivers and their options, events and their filters, as far as no server is needed.
t create --name aa --log-driver nosuch $image true
t create --name aa --log-opt x=y $image true
t create --name aa --log-driver local --log-opt x=y $image true
t create --name aa --log-driver local --log-opt labels=a $image true
t create --name aa --log-driver syslog --log-opt x=y $image true
t create --name aa --log-driver syslog --log-opt syslog-address=nowhere $image true
t create --name aa --log-driver syslog --log-opt syslog-facility=x $image true
t create --name aa --log-driver syslog --log-opt syslog-format=x $image true
t create --name aa --log-driver journald --log-opt x=y $image true
t create --name aa --log-driver gelf $image true
t create --name aa --log-driver gelf --log-opt gelf-address=udp://127.0.0.1:12201 --log-opt x=y $image true
t create --name aa --log-driver gelf --log-opt gelf-address=udp://127.0.0.1:12201 --log-opt gelf-compression-type=x $image true
t create --name aa --log-driver gelf --log-opt gelf-address=tcp://127.0.0.1:12201 --log-opt gelf-compression-type=gzip $image true
t create --name aa --log-driver fluentd --log-opt x=y $image true
t create --name aa --log-opt mode=x $image true
t create --name aa --log-opt max-buffer-size=1m $image true
t create --name aa --log-driver syslog --log-opt syslog-address=tcp://127.0.0.1:1 $image true
t start aa
i aa '{{.State.Status}} {{.State.ExitCode}}'
gone aa
t run --rm --log-driver syslog --log-opt syslog-address=udp://127.0.0.1:5514 --log-opt tag='{{.Name}}' $image true
t run --name aa --log-driver syslog --log-opt syslog-address=udp://127.0.0.1:5514 $image echo cached
t logs aa
i aa '{{json .HostConfig.LogConfig}}'
gone aa
t run --name aa --log-driver syslog --log-opt syslog-address=udp://127.0.0.1:5514 --log-opt cache-disabled=true $image echo cached
t logs aa
gone aa
t run --name aa --log-driver none $image echo none
t logs aa
gone aa
t create --name aa --runtime nosuch $image true
gone aa
