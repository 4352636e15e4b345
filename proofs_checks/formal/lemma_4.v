(* Lemma 4': the same for the two end levels, each with the one inner side that it has. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides lemma_3.
Open Scope R_scope.

Section Ends.
Variables (q : list R) (eps alpha clip : R) (kind rule : nat).
Hypothesis Hinc : increasing q.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Notation r := (reach kind eps).
Notation w_ gamma g w0 := (iterate q eps alpha clip kind rule gamma g w0).

Theorem lemma_4_left gamma g G w0 : (1 < length q)%nat -> 4 * r < gap q 0 ^ 2 ->
  (forall k, 0 < gamma k) -> (forall k, Rabs (g k) <= G) ->
  (forall k, gamma k * G <= width q eps kind 0 / 2) ->
  (forall k, gamma k * clip <= mid q 0 - (lv q 0 - r)) ->
  w0 < mid q 0 -> forall k, w_ gamma g w0 k < mid q 0.
Proof.
  intros Hl G0 Hg HG S1 S2 B k.
  apply (basin_kept q eps alpha clip kind rule Hinc Ha Hc He 0 gamma g G w0); auto; try lia.
  - split; [intros j [=] | auto].
  - intros n. split; [auto|split; [intros j [=]|]]. intros _. split; [apply S1 | apply S2].
  - split; [intros j [=] | auto].
Qed.

Theorem lemma_4_right j gamma g G w0 : length q = S (S j) -> 4 * r < gap q j ^ 2 ->
  (forall k, 0 < gamma k) -> (forall k, Rabs (g k) <= G) ->
  (forall k, gamma k * G <= width q eps kind j / 2) ->
  (forall k, gamma k * clip <= lv q (S j) + r - mid q j) ->
  (rule <> PROJECTED -> mid q j <= w0) -> (rule = PROJECTED -> mid q j < w0) ->
  forall k, mid q j <= w_ gamma g w0 k /\ (rule = PROJECTED -> mid q j < w_ gamma g w0 k).
Proof.
  intros Hl G0 Hg HG S1 S2 B1 B2 k.
  apply (basin_kept q eps alpha clip kind rule Hinc Ha Hc He (S j) gamma g G w0); auto; try lia.
  - split; [intros j' [= <-]; exact G0 | intros; lia].
  - intros n. split; [auto|split; [|intros; lia]]. intros j' [= <-].
    rewrite plus_last by auto. split; [apply S1 | apply S2].
  - split; [|intros; lia]. intros j' [= <-].
    destruct (Nat.eq_dec rule PROJECTED) as [P|P]; [specialize (B2 P)|specialize (B1 P)];
      split; auto; try lra; contradiction.
Qed.
End Ends.
