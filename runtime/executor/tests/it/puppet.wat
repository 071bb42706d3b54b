  ;; Runs the commands in its input, for calls and constructors alike, and finishes with what they appended to the
  ;; output. A command is one byte and its arguments; integers are little-endian, words and addresses as the host
  ;; functions take them. `script.rs` writes them.
  (memory (export "memory") 2)
  (global $out (mut i32) (i32.const 65536))

  (func (export "deploy") (call $run))
  (func (export "call") (call $run))

  (func $append_output
    (local $size i32)
    (local.set $size (call $output_size))
    (i32.store (global.get $out) (local.get $size))
    (call $output_copy (i32.add (global.get $out) (i32.const 4)) (i32.const 0) (local.get $size))
    (call $advance (i32.add (local.get $size) (i32.const 4))))

  (func $advance (param $count i32)
    (global.set $out (i32.add (global.get $out) (local.get $count))))

  (func $append_byte (param $byte i32)
    (i32.store8 (global.get $out) (local.get $byte))
    (call $advance (i32.const 1)))

  (func $size_of_output (result i32)
    (i32.sub (global.get $out) (i32.const 65536)))

  (func $recurse (param $depth i32) (result i32)
    (i32.add (call $recurse (i32.add (local.get $depth) (i32.const 1))) (local.get $depth)))

  (func $run
    (local $p i32) (local $end i32) (local $op i32) (local $n i32) (local $q i32)
    (local.set $end (call $input_size))
    (call $input_copy (i32.const 0) (i32.const 0) (local.get $end))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $op (i32.load8_u (local.get $p)))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))

        ;; 1 write: key, size, value
        (if (i32.eq (local.get $op) (i32.const 1)) (then
          (local.set $n (i32.load (i32.add (local.get $p) (i32.const 32))))
          (call $storage_write (local.get $p) (i32.add (local.get $p) (i32.const 36)) (local.get $n))
          (local.set $p (i32.add (local.get $p) (i32.add (local.get $n) (i32.const 36))))
          (br $next)))

        ;; 2 call: flags, gas, to, value, size, input -> status, size, output
        (if (i32.eq (local.get $op) (i32.const 2)) (then
          (local.set $n (i32.load (i32.add (local.get $p) (i32.const 64))))
          (call $append_byte (call $call
            (i32.load (local.get $p))
            (i64.load (i32.add (local.get $p) (i32.const 4)))
            (i32.add (local.get $p) (i32.const 12))
            (i32.add (local.get $p) (i32.const 32))
            (i32.add (local.get $p) (i32.const 68))
            (local.get $n)))
          (call $append_output)
          (local.set $p (i32.add (local.get $p) (i32.add (local.get $n) (i32.const 68))))
          (br $next)))

        ;; 3 create: gas, code hash, value, size, arguments -> status, address, size, revert data
        (if (i32.eq (local.get $op) (i32.const 3)) (then
          (local.set $n (i32.load (i32.add (local.get $p) (i32.const 72))))
          (local.set $q (i32.add (global.get $out) (i32.const 1)))
          (call $append_byte (call $create
            (i64.load (local.get $p))
            (i32.add (local.get $p) (i32.const 8))
            (i32.add (local.get $p) (i32.const 40))
            (i32.add (local.get $p) (i32.const 76))
            (local.get $n)
            (local.get $q)))
          (call $advance (i32.const 20))
          (call $append_output)
          (local.set $p (i32.add (local.get $p) (i32.add (local.get $n) (i32.const 76))))
          (br $next)))

        ;; 4 create2: salt, then as create
        (if (i32.eq (local.get $op) (i32.const 4)) (then
          (local.set $n (i32.load (i32.add (local.get $p) (i32.const 104))))
          (local.set $q (i32.add (global.get $out) (i32.const 1)))
          (call $append_byte (call $create2
            (i64.load (i32.add (local.get $p) (i32.const 32)))
            (i32.add (local.get $p) (i32.const 40))
            (i32.add (local.get $p) (i32.const 72))
            (i32.add (local.get $p) (i32.const 108))
            (local.get $n)
            (local.get $p)
            (local.get $q)))
          (call $advance (i32.const 20))
          (call $append_output)
          (local.set $p (i32.add (local.get $p) (i32.add (local.get $n) (i32.const 108))))
          (br $next)))

        ;; 5 log: topic count, topics, size, data
        (if (i32.eq (local.get $op) (i32.const 5)) (then
          (local.set $q (i32.add (i32.add (local.get $p) (i32.const 4)) (i32.shl (i32.load (local.get $p)) (i32.const 5))))
          (local.set $n (i32.load (local.get $q)))
          (call $log
            (i32.add (local.get $p) (i32.const 4)) (i32.load (local.get $p))
            (i32.add (local.get $q) (i32.const 4)) (local.get $n))
          (local.set $p (i32.add (local.get $q) (i32.add (local.get $n) (i32.const 4))))
          (br $next)))

        ;; 6 transfer: to, value -> 1 or 0
        (if (i32.eq (local.get $op) (i32.const 6)) (then
          (call $append_byte (call $transfer (local.get $p) (i32.add (local.get $p) (i32.const 20))))
          (local.set $p (i32.add (local.get $p) (i32.const 52)))
          (br $next)))

        ;; 7 revert with the output so far
        (if (i32.eq (local.get $op) (i32.const 7)) (then
          (call $revert (i32.const 65536) (call $size_of_output))))

        ;; 8 trap
        (if (i32.eq (local.get $op) (i32.const 8)) (then (unreachable)))

        ;; 9 read: key -> size, value
        (if (i32.eq (local.get $op) (i32.const 9)) (then
          (local.set $n (call $storage_read
            (local.get $p) (i32.add (global.get $out) (i32.const 4)) (i32.const 16384)))
          (i32.store (global.get $out) (local.get $n))
          (call $advance (i32.add (local.get $n) (i32.const 4)))
          (local.set $p (i32.add (local.get $p) (i32.const 32)))
          (br $next)))

        ;; 10 append: size, bytes
        (if (i32.eq (local.get $op) (i32.const 10)) (then
          (local.set $n (i32.load (local.get $p)))
          (call $input_copy (global.get $out) (i32.add (local.get $p) (i32.const 4)) (local.get $n))
          (call $advance (local.get $n))
          (local.set $p (i32.add (local.get $p) (i32.add (local.get $n) (i32.const 4))))
          (br $next)))

        ;; 11 gas -> gas left
        (if (i32.eq (local.get $op) (i32.const 11)) (then
          (i64.store (global.get $out) (call $gas_left))
          (call $advance (i32.const 8))
          (br $next)))

        ;; 12 balance: address -> word
        (if (i32.eq (local.get $op) (i32.const 12)) (then
          (call $balance (local.get $p) (global.get $out))
          (call $advance (i32.const 32))
          (local.set $p (i32.add (local.get $p) (i32.const 20)))
          (br $next)))

        ;; 13 code hash: address -> hash
        (if (i32.eq (local.get $op) (i32.const 13)) (then
          (call $code_hash (local.get $p) (global.get $out))
          (call $advance (i32.const 32))
          (local.set $p (i32.add (local.get $p) (i32.const 20)))
          (br $next)))

        ;; 14 block hash: number -> hash
        (if (i32.eq (local.get $op) (i32.const 14)) (then
          (call $block_hash (i64.load (local.get $p)) (global.get $out))
          (call $advance (i32.const 32))
          (local.set $p (i32.add (local.get $p) (i32.const 8)))
          (br $next)))

        ;; 15 context -> address, caller, origin, value, gas price, chain id, number, timestamp, gas limit, base fee,
        ;; coinbase
        (if (i32.eq (local.get $op) (i32.const 15)) (then
          (call $address (global.get $out)) (call $advance (i32.const 20))
          (call $caller (global.get $out)) (call $advance (i32.const 20))
          (call $origin (global.get $out)) (call $advance (i32.const 20))
          (call $value (global.get $out)) (call $advance (i32.const 32))
          (call $gas_price (global.get $out)) (call $advance (i32.const 32))
          (i64.store (global.get $out) (call $chain_id)) (call $advance (i32.const 8))
          (i64.store (global.get $out) (call $block_number)) (call $advance (i32.const 8))
          (i64.store (global.get $out) (call $block_timestamp)) (call $advance (i32.const 8))
          (i64.store (global.get $out) (call $block_gas_limit)) (call $advance (i32.const 8))
          (call $block_base_fee (global.get $out)) (call $advance (i32.const 32))
          (call $block_coinbase (global.get $out)) (call $advance (i32.const 20))
          (br $next)))

        ;; 16 loop for ever
        (if (i32.eq (local.get $op) (i32.const 16)) (then (loop $forever (br $forever))))

        ;; 17 recurse for ever
        (if (i32.eq (local.get $op) (i32.const 17)) (then (drop (call $recurse (i32.const 0)))))

        ;; 18 grow memory for ever
        (if (i32.eq (local.get $op) (i32.const 18)) (then
          (loop $grow (drop (memory.grow (i32.const 1))) (br $grow))))

        ;; 19 read outside the memory
        (if (i32.eq (local.get $op) (i32.const 19)) (then (drop (i32.load (i32.const -4)))))

        ;; 20 spin: rounds
        (if (i32.eq (local.get $op) (i32.const 20)) (then
          (local.set $n (i32.load (local.get $p)))
          (block $spun
            (loop $spin
              (br_if $spun (i32.eqz (local.get $n)))
              (local.set $n (i32.sub (local.get $n) (i32.const 1)))
              (br $spin)))
          (local.set $p (i32.add (local.get $p) (i32.const 4)))
          (br $next)))

        ;; 21 call itself with its whole input, passing on all gas, then append the status and the output
        (if (i32.eq (local.get $op) (i32.const 21)) (then
          (call $address (i32.const 60000))
          (call $append_byte (call $call
            (i32.load (local.get $p)) (i64.const -1) (i32.const 60000) (i32.const 60032) (i32.const 0) (local.get $end)))
          (call $append_output)
          (local.set $p (i32.add (local.get $p) (i32.const 4)))
          (br $next)))

        ;; 22 revert, with the output of the last call, unless that succeeded
        (if (i32.eq (local.get $op) (i32.const 22)) (then
          (local.set $n (call $output_size))
          (call $output_copy (i32.const 32768) (i32.const 0) (local.get $n))
          (call $revert (i32.const 32768) (local.get $n))))

        ;; 23 write to transient storage: key, size, value
        (if (i32.eq (local.get $op) (i32.const 23)) (then
          (local.set $n (i32.load (i32.add (local.get $p) (i32.const 32))))
          (call $transient_write (local.get $p) (i32.add (local.get $p) (i32.const 36)) (local.get $n))
          (local.set $p (i32.add (local.get $p) (i32.add (local.get $n) (i32.const 36))))
          (br $next)))

        ;; 24 read from transient storage: key -> size, value
        (if (i32.eq (local.get $op) (i32.const 24)) (then
          (local.set $n (call $transient_read
            (local.get $p) (i32.add (global.get $out) (i32.const 4)) (i32.const 16384)))
          (i32.store (global.get $out) (local.get $n))
          (call $advance (i32.add (local.get $n) (i32.const 4)))
          (local.set $p (i32.add (local.get $p) (i32.const 32)))
          (br $next)))

        ;; 25 size of a stored value: key -> size
        (if (i32.eq (local.get $op) (i32.const 25)) (then
          (i32.store (global.get $out) (call $storage_size (local.get $p)))
          (call $advance (i32.const 4))
          (local.set $p (i32.add (local.get $p) (i32.const 32)))
          (br $next)))

        ;; 26 set code: hash -> 1 or 0
        (if (i32.eq (local.get $op) (i32.const 26)) (then
          (call $append_byte (call $set_code (local.get $p)))
          (local.set $p (i32.add (local.get $p) (i32.const 32)))
          (br $next)))

        ;; 27 say: size, text
        (if (i32.eq (local.get $op) (i32.const 27)) (then
          (local.set $n (i32.load (local.get $p)))
          (call $debug_log (i32.add (local.get $p) (i32.const 4)) (local.get $n))
          (local.set $p (i32.add (local.get $p) (i32.add (local.get $n) (i32.const 4))))
          (br $next)))

        ;; 28 write to so many places of transient storage: first, count
        (if (i32.eq (local.get $op) (i32.const 28)) (then
          (local.set $q (i32.load (local.get $p)))
          (local.set $n (i32.load (i32.add (local.get $p) (i32.const 4))))
          (memory.fill (i32.const 60000) (i32.const 0) (i32.const 32))
          (block $written
            (loop $more
              (br_if $written (i32.eqz (local.get $n)))
              (i32.store (i32.const 60000) (local.get $q))
              (call $transient_write (i32.const 60000) (i32.const 60000) (i32.const 1))
              (local.set $q (i32.add (local.get $q) (i32.const 1)))
              (local.set $n (i32.sub (local.get $n) (i32.const 1)))
              (br $more)))
          (local.set $p (i32.add (local.get $p) (i32.const 8)))
          (br $next)))

        ;; an unknown command
        (unreachable)))
    (call $finish (i32.const 65536) (call $size_of_output)))
