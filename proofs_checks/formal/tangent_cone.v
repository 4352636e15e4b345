(* The tangent cone of C_eps where MFCQ holds: the directions h with psi_i' h_i >= 0 where psi_i <= 0. Both
   psi; at a level the quadratic psi has a corner, but there psi > 0. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides basins intervals sums calculus definition_2 mfcq stationarity_signs.
From Askew Require Import notes_lemma_3.
Open Scope R_scope.

Theorem tangent_cone_psi n (q : nat -> list R) eps kind (w : nat -> R) :
  (forall i, (i < n)%nat -> increasing (q i) /\ (0 < length (q i))%nat) -> 0 < eps ->
  let psi j y := remoteness (y j) (q j) eps kind in
  feasible n psi w ->
  (forall i, (i < n)%nat -> psi i w <= 0 -> slope (w i) (q i) kind <> 0) ->
  forall h, tangent n (feasible n psi) w h <->
    forall i, (i < n)%nat -> psi i w <= 0 -> 0 <= slope (w i) (q i) kind * h i.
Proof.
  intros Hq He psi F Q h. set (a := fun j i => if Nat.eq_dec i j then slope (w j) (q j) kind else 0).
  assert (D : forall j d, (j < n)%nat -> dot n (a j) d = slope (w j) (q j) kind * d j).
  { intros j d Hj. unfold a. rewrite Rmult_comm, <- (pick n j (fun _ => slope (w j) (q j) kind) d Hj).
    unfold dot. apply sum_ext. intros i Hi. repeat destruct Nat.eq_dec; subst; try congruence; ring. }
  assert (S : forall j, (j < n)%nat -> (psi j w <= 0 -> differentiable_at n (psi j) (a j) w) /\
    (0 < psi j w -> continuous_at n (psi j) w)).
  { intros j Hj. destruct (Hq j Hj) as [Inc Len]. split; intros P.
    - assert (O : forall i, (i < length (q j))%nat -> w j <> lv (q j) i).
      { intros i Hi E. destruct (at_levels (q j) eps kind (w j) Inc Len) as [_ [_ L]].
        assert (psi j w = eps) by (apply L; exists i; auto). lra. }
      assert (Dr := derivative_off_levels (q j) eps kind (w j) Inc O). apply is_derive_Reals in Dr.
      intros e Hep. destruct (Dr e Hep) as [d Hd]. assert (d0 := cond_pos d). exists (d / 2). split; [lra|].
      intros y s Hs N. rewrite (D j (fun i => y i - w i) Hj).
      assert (C := coord_le n (fun i => y i - w i) j Hj). cbv beta in C.
      assert (B : Rabs (y j - w j) <= s).
      { rewrite <- (Rabs_pos_eq s) by lra. apply Rsqr_le_abs_0. unfold Rsqr. lra. }
      destruct (Req_dec (y j) (w j)) as [Z|Z].
      { unfold psi. rewrite Z. replace (_ - _ - _ * (w j - w j)) with 0 by ring. rewrite Rabs_R0. apply Rmult_le_pos; lra. }
      specialize (Hd (y j - w j) ltac:(lra) ltac:(lra)).
      replace (w j + (y j - w j)) with (y j) in Hd by ring.
      unfold psi. set (p := remoteness (y j) (q j) eps kind) in *. set (p0 := remoteness (w j) (q j) eps kind) in *.
      set (sl := slope (w j) (q j) kind) in *.
      replace (p - p0 - sl * (y j - w j)) with (((p - p0) / (y j - w j) - sl) * (y j - w j)) by (field; lra).
      rewrite Rabs_mult. apply Rmult_le_compat; try apply Rabs_pos; lra.
    - assert (C := psi_continuous (q j) eps kind Inc (w j)). intros e Hep.
      assert (Lc : locally (w j) (fun y => Rabs (remoteness y (q j) eps kind - remoteness (w j) (q j) eps kind) < e)).
      { apply (C (fun z => Rabs (z - remoteness (w j) (q j) eps kind) < e)). exists (mkposreal e Hep). intros z Hz. exact Hz. }
      destruct Lc as [d Hd]. assert (d0 := cond_pos d). exists (d / 2). split; [lra|]. intros y N.
      assert (B := coord_le n (fun i => y i - w i) j Hj). cbv beta in B. apply Rlt_le, Hd.
      change (Rabs (y j - w j) < d). apply Rle_lt_trans with (d / 2); [|lra].
      rewrite <- (Rabs_pos_eq (d / 2)) by lra. apply Rsqr_le_abs_0. unfold Rsqr. lra. }
  set (u := fun i => slope (w i) (q i) kind).
  assert (U : qualified n n psi w a u).
  { intros j [Hj P]. rewrite D by exact Hj. unfold u. assert (N := Q j Hj P). nra. }
  rewrite (tangent_cone n n psi w a S u F U h). unfold allowed. split; intros H.
  - intros i Hi P. rewrite <- D by exact Hi. apply H. split; assumption.
  - intros j [Hj P]. rewrite D by exact Hj. apply H; assumption.
Qed.
