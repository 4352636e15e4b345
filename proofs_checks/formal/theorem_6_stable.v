(* Lines of the proof of Theorem 6 about the flow: rest points are constant solutions, and what does not
   increase along a trajectory converges if it is bounded below, as a continuous coercive loss is. *)
From Coq Require Import Reals Lra Psatz List Arith Lia ClassicalChoice.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums sequences calculus lemma_1 minimiser drift arrival theorem_4 compact.
Open Scope R_scope.

Theorem rest_points n (h : (nat -> R) -> nat -> R) (x : nat -> R) : (forall i, (i < n)%nat -> h x i = 0) ->
  forall t i, (i < n)%nat -> is_derive (fun _ : R => x i) t (h x i).
Proof. intros H t i Hi. rewrite H by exact Hi. apply (is_derive_const (V := R_NormedModule)). Qed.

Theorem limit_of_l n (l L : (nat -> R) -> R) (w : R -> nat -> R) :
  (forall X x, tends n X x -> is_lim_seq (fun k => l (X k)) (l x)) ->
  (forall c, exists r, forall x, l x <= c -> within n r x) -> (forall x, l x <= L x) ->
  (forall s t, 0 <= s <= t -> L (w t) <= L (w s)) ->
  exists v : R, forall e, 0 < e -> exists T, forall t, T <= t -> Rabs (L (w t) - v) < e.
Proof.
  intros Co Cv Up Mono.
  assert (Low : exists m, forall x, m <= l x).
  { apply Classical_Prop.NNPP. intros N.
    assert (Bad : forall k : nat, exists x, l x < - INR k).
    { intros k. apply Classical_Prop.NNPP. intros M. apply N. exists (- INR k). intros x. apply Rnot_lt_le.
      intros Lt. apply M. exists x. exact Lt. }
    apply choice in Bad. destruct Bad as [X HX]. destruct (Cv 0) as [r Hr].
    destruct (subsequence n r X) as (s & y & Hs & T).
    { intros k. apply Hr. specialize (HX k). assert (P := pos_INR k). lra. }
    assert (Lim := Co _ _ T). apply is_lim_seq_spec in Lim. destruct (Lim (mkposreal 1 Rlt_0_1)) as [K HK]. simpl in HK.
    destruct (archimed (Rabs (l y) + 1)) as [A _]. set (z := Z.to_nat (up (Rabs (l y) + 1))).
    assert (Z0 : Rabs (l y) + 1 < INR z).
    { unfold z. rewrite INR_IZR_INZ, Z2Nat.id; [exact A|]. apply le_IZR. assert (P := Rabs_pos (l y)). lra. }
    set (k := (K + z)%nat). specialize (HK k ltac:(unfold k; lia)). cbv beta in HK. apply Rabs_def2 in HK. specialize (HX (s k)).
    assert (Big : INR z <= INR (s k)) by (apply le_INR; specialize (Hs k); assert (z <= k)%nat by (unfold k; lia); lia).
    assert (P := Rle_abs (- l y)). rewrite Rabs_Ropp in P.
    change (l (X (s k)) - l y < 1 /\ - (1) < l (X (s k)) - l y) in HK. lra. }
  destruct Low as [m Hm].
  destruct (completeness (fun v => exists t, 0 <= t /\ v = - L (w t))) as [M [Ub Least]].
  - exists (- m). intros v (t & _ & ->). specialize (Hm (w t)). specialize (Up (w t)). lra.
  - exists (- L (w 0)), 0. split; [lra | reflexivity].
  - exists (- M). intros e He. apply Classical_Prop.NNPP. intros N.
    assert (M <= M - e); [|lra]. apply Least. intros v (t & Ht & ->). apply Rnot_lt_le. intros Lt. apply N.
    exists t. intros s Hs. assert (B := Mono t s (conj Ht Hs)).
    assert (C : - L (w s) <= M) by (apply Ub; exists s; split; [lra | reflexivity]). apply Rabs_def1; lra.
Qed.
