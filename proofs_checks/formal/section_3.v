(* Section 3: the problems P_eps tend to the QNN problem. For eps_k -> 0 and global minimisers w_k of a
   continuous loss over C_(eps_k), the w_k have a limit point, and every limit point minimises the loss over
   the points whose coordinates are levels. Both psi, n coordinates, any numbers of levels. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums sequences basins intervals calculus definition_2 arrival.
From Askew Require Import theorem_4 compact.
Open Scope R_scope.

Lemma shift w q eps kind : remoteness w q eps kind = eps + remoteness w q 0 kind.
Proof. unfold remoteness, remoteness_in_cell. cbv zeta. destruct Nat.eq_dec; ring. Qed.

Lemma feasible_bounded w q eps kind : increasing q -> (0 < length q)%nat -> 0 <= remoteness w q eps kind ->
  lv q 0 - (1 + eps) <= w <= lv q (length q - 1) + (1 + eps).
Proof.
  intros Inc Len P. assert (N : forall p, p ^ 2 <= eps \/ p <= eps -> 0 <= eps -> p <= 1 + eps).
  { intros p H E. destruct (Rle_dec p 1); [lra|]. destruct H; [|lra]. assert (p <= p ^ 2) by nra. lra. }
  assert (E : 0 <= eps).
  { destruct (at_levels q 0 kind w Inc Len) as [B _]. rewrite shift in P. lra. }
  split; apply Rnot_lt_le; intros L.
  - assert (C : cell w q = O) by (apply cell_is; auto; [lia | intros i [=] | intros; lra]).
    assert (X : lv q 0 - w <= 1 + eps); [|lra]. apply N; [|exact E].
    unfold remoteness, remoteness_in_cell in P. cbv zeta in P. rewrite C in P.
    assert (Pr : product_in_cell w 0 q = lv q 0 - w) by reflexivity. rewrite Pr in P. destruct (Nat.eq_dec kind QUARTIC); [left | right]; lra.
  - assert (C : cell w q = length q).
    { apply cell_is; auto; [intros i Ei | lia]. replace i with (length q - 1)%nat by lia. lra. }
    assert (X : w - lv q (length q - 1) <= 1 + eps); [|lra]. apply N; [|exact E].
    unfold remoteness, remoteness_in_cell in P. cbv zeta in P. rewrite C in P.
    assert (Pr : product_in_cell w (length q) q = w - lv q (length q - 1)).
    { unfold product_in_cell, lv. destruct (Nat.eq_dec (length q) 0); [lia|].
      destruct (Nat.eq_dec (length q) (length q)); [reflexivity | contradiction]. }
    rewrite Pr in P. destruct (Nat.eq_dec kind QUARTIC); [left | right]; lra.
Qed.

Definition in_Q n (levels : nat -> list R) (y : nat -> R) := forall i, (i < n)%nat ->
  exists j, (j < length (levels i))%nat /\ y i = lv (levels i) j.

Theorem smoothed_sequence n (levels : nat -> list R) kind (l : (nat -> R) -> R) (eps : nat -> R) (w : nat -> nat -> R) :
  (forall i, (i < n)%nat -> increasing (levels i) /\ (0 < length (levels i))%nat) ->
  (forall X x, tends n X x -> is_lim_seq (fun k => l (X k)) (l x)) ->
  (forall k, 0 < eps k) -> is_lim_seq eps 0 ->
  let C k y := forall i, (i < n)%nat -> 0 <= remoteness (y i) (levels i) (eps k) kind in
  (forall k, C k (w k) /\ forall y, C k y -> l (w k) <= l y) ->
  (exists s y, (forall k, (k <= s k)%nat) /\ tends n (fun k => w (s k)) y) /\
  forall s y, (forall k, (k <= s k)%nat) -> tends n (fun k => w (s k)) y ->
    in_Q n levels y /\ forall q, in_Q n levels q -> l y <= l q.
Proof.
  intros Hq Hl He Hz C Hw.
  assert (Sub : forall s : nat -> nat, (forall k, (k <= s k)%nat) -> is_lim_seq (fun k => eps (s k)) 0).
  { intros s Hs. apply lim_zero_intro. intros e E. destruct (lim_zero_below _ Hz e E) as [K HK].
    exists K. intros k Hk. apply HK. specialize (Hs k). lia. }
  split.
  - assert (Eb : exists B, forall k, eps k <= B).
    { destruct (bounded_conv eps) as [B HB]; [exists 0; exact Hz|]. exists B. intros k.
      eapply Rle_trans; [apply Rle_abs | apply HB]. }
    destruct Eb as [B HB].
    destruct (within_exists n (fun i => lv (levels i) 0)) as (a & a0 & A).
    destruct (within_exists n (fun i => lv (levels i) (length (levels i) - 1))) as (b & b0 & Bd).
    destruct (subsequence n (a + b + 1 + Rabs B) w) as (s & y & Hs & L).
    + intros k i Hi. destruct (Hq i Hi) as [Inc Len]. destruct (Hw k) as [F _].
      assert (D := feasible_bounded (w k i) (levels i) (eps k) kind Inc Len (F i Hi)).
      specialize (A i Hi). specialize (Bd i Hi). cbv beta in A, Bd. specialize (HB k). assert (X := Rle_abs B).
      apply Rabs_le_between in A. apply Rabs_le_between in Bd. apply Rabs_le_between. lra.
    + exists s, y. split; [exact Hs | exact L].
  - intros s y Hs L. split.
    + intros i Hi. destruct (Hq i Hi) as [Inc Len].
      destruct (at_levels (levels i) 0 kind (y i) Inc Len) as [Le Iff]. apply Iff. apply Rle_antisym; [exact Le|].
      assert (Lim : is_lim_seq (fun k => remoteness (w (s k) i) (levels i) 0 kind) (remoteness (y i) (levels i) 0 kind)).
      { apply (is_lim_seq_continuous (fun x => remoteness x (levels i) 0 kind) (fun k => w (s k) i) (y i)); [|apply L, Hi].
        apply continuity_pt_filterlim. apply psi_continuous, Inc. }
      assert (Low : is_lim_seq (fun k => - eps (s k)) (- 0)) by (apply (is_lim_seq_opp _ (Finite 0)), Sub, Hs).
      assert (R : Rbar_le (- 0) (remoteness (y i) (levels i) 0 kind)).
      { apply (is_lim_seq_le _ _ _ _) with (2 := Low) (3 := Lim). intros k. destruct (Hw (s k)) as [F _].
        specialize (F i Hi). rewrite shift in F. lra. }
      simpl in R. lra.
    + intros q Q. assert (R : Rbar_le (l y) (l q)); [|exact R].
      apply (is_lim_seq_le (fun k => l (w (s k))) (fun _ => l q)); [|apply Hl, L | apply is_lim_seq_const].
      intros k. apply (Hw (s k)). intros i Hi. destruct (Hq i Hi) as [Inc Len].
      destruct (at_levels (levels i) (eps (s k)) kind (q i) Inc Len) as [_ Iff].
      assert (E : remoteness (q i) (levels i) (eps (s k)) kind = eps (s k)) by (apply Iff, Q, Hi).
      rewrite E. apply Rlt_le, He.
Qed.
