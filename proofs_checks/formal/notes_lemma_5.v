(* The notes' Lemma 5, completed: after the last step that is as long as the distance from a feasible end
   to the midpoint beside it, every coordinate stays in its open cell. Both psi, both rules, n coordinates;
   gap_ok says that epsilon is below the limit, width is that of the infeasible middle. *)
From Coq Require Import Reals Lra List Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides basins lemma_1 sums sequences.
Open Scope R_scope.

(* both feasible ends beside a midpoint are equally far from it *)
Theorem both_distances q eps kind j : (S j < length q)%nat ->
  mid q j - plus q eps kind j = width q eps kind j / 2 /\
  minus q eps kind (S j) - mid q j = width q eps kind j / 2.
Proof. intros L. rewrite plus_inner by exact L. simpl. split; lra. Qed.

Theorem kept n (levels : nat -> list R) eps alpha clip mu kind rule M (gamma : nat -> R)
  (ghat w : nat -> nat -> R) K (level : nat -> nat) :
  (forall i, (i < n)%nat -> separated (levels i) eps kind mu) ->
  0 < alpha -> 0 < clip -> 0 < eps -> 0 < mu -> (forall k, 0 < gamma k) ->
  let v k i := velocity (w k i) (ghat k i) (levels i) eps alpha clip kind rule in
  (forall k i, (i < n)%nat -> w (S k) i = w k i + gamma k * v k i) ->
  (forall k i, (i < n)%nat -> Rabs (v k i) <= M) ->
  (forall k i j, (K < k)%nat -> (i < n)%nat -> (S j < length (levels i))%nat ->
    gamma k * M < width (levels i) eps kind j / 2) ->
  (forall i, (i < n)%nat -> (level i < length (levels i))%nat /\ inside (levels i) (level i) (w (S K) i)) ->
  forall k i, (K < k)%nat -> (i < n)%nat -> inside (levels i) (level i) (w k i).
Proof.
  intros Hq Ha Hc He Hmu Hg v Hw HM Short Start k i Hk Hi.
  destruct (Hq i Hi) as (Inc & Len & Gap). destruct (Start i Hi) as [L I0].
  assert (G1 : forall j, (S j < length (levels i))%nat -> gap_ok (levels i) eps kind j)
    by (intros; apply Gap; assumption).
  induction k as [|k IH]; [lia|]. destruct (Nat.eq_dec K k) as [->|N]; [exact I0|].
  specialize (IH ltac:(lia)). rewrite Hw by exact Hi.
  assert (Half : exists nu, 0 < nu /\ gamma k * Rabs (v k i) < nu /\
    forall j, (S j < length (levels i))%nat -> nu <= width (levels i) eps kind j / 2).
  { assert (B : gamma k * Rabs (v k i) <= gamma k * M)
      by (apply Rmult_le_compat_l; [apply Rlt_le, Hg | apply HM, Hi]).
    assert (P : 0 <= gamma k * Rabs (v k i)) by (apply Rmult_le_pos; [apply Rlt_le, Hg | apply Rabs_pos]).
    assert (All : forall m, exists nu, 0 < nu /\ gamma k * M < nu /\
      forall j, (j < m)%nat -> (S j < length (levels i))%nat -> nu <= width (levels i) eps kind j / 2).
    { induction m as [|m (nu & N0 & N1 & N2)].
      - exists (Rmax 1 (gamma k * M + 1)). assert (A := Rmax_l 1 (gamma k * M + 1)).
        assert (A' := Rmax_r 1 (gamma k * M + 1)). repeat split; try lra. intros; lia.
      - destruct (lt_dec (S m) (length (levels i))) as [Lm|Lm].
        + exists (Rmin nu (width (levels i) eps kind m / 2)).
          destruct (Gap m Lm) as [_ Gm]. assert (Sm := Short k i m ltac:(lia) Hi Lm).
          split; [apply Rmin_glb_lt; lra|]. split; [apply Rmin_glb_lt; lra|].
          intros j Hj Lj. destruct (Nat.eq_dec j m) as [->|Nj]; [apply Rmin_r|].
          eapply Rle_trans; [apply Rmin_l|]. apply N2; [lia | exact Lj].
        + exists nu. repeat split; auto. intros j Hj Lj. apply N2; [|exact Lj]. lia. }
    destruct (All (length (levels i))) as (nu & N0 & N1 & N2). exists nu.
    split; [exact N0|]. split; [lra|]. intros j Lj. apply N2; [lia | exact Lj]. }
  destruct Half as (nu & N0 & N1 & N2).
  apply keep with (eps := eps) (mu := nu) (kind := kind); auto.
Qed.
